import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DAY_MS = 86_400_000;

/** A certificate and its key, as PEM. */
export interface Credential {
  certificate: string;
  key: string;
  issuer?: Credential;
}

/** From when to when, in days from now; negative is past. */
export interface Validity {
  fromDays: number;
  toDays: number;
}

const usual: Validity = { fromDays: -2, toDays: 90 };

/** openssl's own form of a time, for example `20260131235959Z`. */
function stamp(days: number): string {
  const iso = new Date(Date.now() + days * DAY_MS).toISOString();
  return `${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

const config = `
[ca]
default_ca = lab
[lab]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
organizationName = optional
`;

/** The certificates of a test: a small certification authority in a folder of its own. */
export interface Pki {
  /** A self-signed root. */
  root(name: string, validity?: Validity): Promise<Credential>;
  /** A certification authority under another one. */
  intermediate(name: string, issuer: Credential, validity?: Validity): Promise<Credential>;
  /** A server's certificate for DNS names; IP addresses are told apart by their shape. */
  leaf(names: readonly string[], issuer: Credential, validity?: Validity): Promise<Credential>;
  /** A client's certificate. */
  client(name: string, issuer: Credential, validity?: Validity): Promise<Credential>;
  /** Removes the folder; the PEM texts stay good. */
  close(): void;
}

/** The certificates as a server sends them: leaf, then its issuers up to but without the root. */
export function chainOf(leaf: Credential): string {
  const certificates: string[] = [];
  for (let at: Credential | undefined = leaf; at?.issuer; at = at.issuer) certificates.push(at.certificate);
  return certificates.join('');
}

/** Makes certificates with the machine's openssl. Keys are EC P-256: a key takes milliseconds. */
export function openPki(): Pki {
  const folder = mkdtempSync(join(tmpdir(), 'walkdown-pki-'));
  let count = 0;

  async function issue(name: string, extensions: string, validity: Validity, issuer?: Credential): Promise<Credential> {
    const cwd = join(folder, String(count++));
    mkdirSync(cwd);
    const file = (file: string, text: string) => writeFileSync(join(cwd, file), text);
    file('openssl.cnf', config);
    file('index.txt', '');
    file('extensions.cnf', extensions);
    const openssl = (...args: string[]) => run('openssl', args, { cwd });
    const subject = `/CN=${name}/O=Lab`;
    await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem');
    await openssl('req', '-new', '-key', 'key.pem', '-subj', subject, '-config', '/dev/null', '-out', 'request.pem');
    if (issuer) {
      file('issuer.pem', issuer.certificate);
      file('issuer-key.pem', issuer.key);
    }
    const signer = issuer
      ? ['-cert', 'issuer.pem', '-keyfile', 'issuer-key.pem']
      : ['-selfsign', '-keyfile', 'key.pem'];
    const times = ['-startdate', stamp(validity.fromDays), '-enddate', stamp(validity.toDays)];
    const rest = [
      '-batch',
      '-notext',
      '-preserveDN',
      '-in',
      'request.pem',
      '-extfile',
      'extensions.cnf',
      '-out',
      'out.pem',
    ];
    await openssl('ca', '-config', 'openssl.cnf', ...signer, ...times, ...rest);
    const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
    return { certificate: read('out.pem'), key: read('key.pem'), issuer };
  }

  const ca = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n';
  const linked = 'authorityKeyIdentifier=keyid\n';
  const end = `basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\n${linked}`;
  return {
    root: (name, validity = { fromDays: -400, toDays: 3650 }) => issue(name, ca, validity),
    intermediate: (name, issuer, validity = { fromDays: -200, toDays: 900 }) =>
      issue(name, ca + linked, validity, issuer),
    leaf: (names, issuer, validity = usual) => {
      const alternatives = names.map((name) => (/^[\d.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',');
      const extensions = `${end}extendedKeyUsage=serverAuth\nsubjectAltName=${alternatives}\n`;
      return issue(names[0] ?? 'localhost', extensions, validity, issuer);
    },
    client: (name, issuer, validity = usual) => issue(name, `${end}extendedKeyUsage=clientAuth\n`, validity, issuer),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
