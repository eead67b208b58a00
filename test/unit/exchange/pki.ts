import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Issued {
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  readonly subject: string;
  /** Who signs; left out: itself. */
  readonly by?: Issued;
  readonly ca?: boolean;
  readonly names?: string;
  /** Days from now; negative ones lie in the past. */
  readonly from?: number;
  readonly until?: number;
  readonly key?: 'ec' | 'rsa1024' | 'rsa2048';
  readonly extra?: string;
}

const KEYS = {
  ec: ['ec', 'ec_paramgen_curve:prime256v1'],
  rsa1024: ['rsa', 'rsa_keygen_bits:1024'],
  rsa2048: ['rsa', 'rsa_keygen_bits:2048'],
};

function stamp(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(2, 14).concat('Z');
}

/** A certificate authority of a test's own, in a directory of its own. */
export class Pki {
  readonly dir = mkdtempSync(join(tmpdir(), 'walkdown-pki-'));
  #serial = 1;

  issue(options: IssueOptions): Issued {
    const { subject, by, ca = false, names, from = -1, until = 30, key = 'ec', extra = '' } = options;
    const id = this.#serial++;
    const path = (name: string) => join(this.dir, `${id}-${name}`);
    const [algorithm = '', option = ''] = KEYS[key];
    this.#openssl('genpkey', '-algorithm', algorithm, '-pkeyopt', option, '-out', path('key'));
    this.#openssl('req', '-new', '-key', path('key'), '-subj', subject, '-out', path('csr'));
    const extensions = [
      `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}`,
      'subjectKeyIdentifier=hash',
      ...(by ? ['authorityKeyIdentifier=keyid'] : []),
      ...(names ? [`subjectAltName=${names}`] : []),
      ...(extra ? [extra] : []),
    ];
    writeFileSync(path('ext'), extensions.join('\n'));
    writeFileSync(path('index'), '');
    writeFileSync(path('serial'), `${(4096 + id).toString(16)}\n`);
    writeFileSync(
      path('conf'),
      `[ca]\ndefault_ca=x\n[x]\ndatabase=${path('index')}\nserial=${path('serial')}\nnew_certs_dir=${this.dir}\npolicy=p\ndefault_md=sha256\nunique_subject=no\n[p]\nC=optional\nO=optional\nOU=optional\nCN=optional\n`,
    );
    if (by) {
      writeFileSync(path('by'), by.cert);
      writeFileSync(path('bykey'), by.key);
    }
    const signer = by ? ['-cert', path('by'), '-keyfile', path('bykey')] : ['-selfsign', '-keyfile', path('key')];
    this.#openssl(
      'ca',
      '-batch',
      '-notext',
      '-preserveDN',
      '-config',
      path('conf'),
      ...signer,
      '-in',
      path('csr'),
      '-out',
      path('crt'),
      '-startdate',
      stamp(from),
      '-enddate',
      stamp(until),
      '-extfile',
      path('ext'),
    );
    return { cert: readFileSync(path('crt'), 'utf8'), key: readFileSync(path('key'), 'utf8') };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}
