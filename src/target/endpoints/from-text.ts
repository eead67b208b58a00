import type { Endpoint } from '../target.ts';
import { type Candidate, candidate } from './candidate.ts';
import { splitHostPort } from './host.ts';
import { plainPath } from './plain-path.ts';
import { SCHEMES, serviceOfPort } from './schemes.ts';

type From = { readonly foundIn: string; readonly source: Endpoint['source'] };

const MOST_TEXT = 256 * 1024;
const MOST_FOUND = 200;

/** scheme://authority, and the rest up to white space or a quote. */
const URLS = /\b([a-z][a-z0-9+.-]{1,30}):\/\/([^\s"'`<>/?#\\]{1,400})([^\s"'`<>\\]{0,1000})/gi;

/** Files that a build once fetched, and documents: nothing that a service talks to. */
const FETCHED = /\.(?:tar|gz|tgz|xz|bz2|zst|zip|deb|rpm|apk|whl|jar|asc|sig|sha256|sha512|py|sh|xsd|dtd|html|md)\/?$/i;
const VOCABULARY = /(?:^|\.)(?:w3\.org|json-schema\.org|schemastore\.org|xmlsoap\.org|purl\.org|schema\.org)$/;

/** Every endpoint that URLs in a text name; several hosts in one authority (`h1:27017,h2:27017`) are several. */
export function endpointsInUrls(text: string, from: From): Candidate[] {
  const found: Candidate[] = [];
  for (const [, scheme = '', authority = '', rest = ''] of text.slice(0, MOST_TEXT).matchAll(URLS)) {
    if (found.length >= MOST_FOUND) break;
    found.push(...endpointsOfUrl(scheme.toLowerCase(), authority, rest, from));
  }
  return found;
}

function endpointsOfUrl(scheme: string, authority: string, rest: string, from: From): Candidate[] {
  // syslog+tls://, as syslogs:// of RFC 5425.
  const name = /^syslog\+(?:tls|ssl)$/.test(scheme)
    ? 'syslogs'
    : (scheme.replace(/^jdbc:/, '').split('+')[0] ?? scheme);
  // mongodb+srv names a record that leads to hosts, not a host.
  if (scheme.endsWith('+srv')) return [];
  const known = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  const path = rest.split(/[?#]/)[0] ?? '';
  if ((name === 'http' || name === 'https') && FETCHED.test(path)) return [];
  // Credentials end at the last @; what stands before it is never looked at. JDBC has parameters behind a semicolon.
  const [hosts = ''] = authority.slice(authority.lastIndexOf('@') + 1).split(';');
  const parameters = authority + rest;
  return hosts
    .split(',')
    .map((part) => {
      const split = splitHostPort(part.replace(/[):.}]+$/, ''));
      if (split === null || VOCABULARY.test(split.host.host)) return null;
      const port = split.port ?? known?.port ?? null;
      if (port === null || port === 0) return null;
      const tls = known ? known.tls || wantsTls(name, parameters) : serviceOfPort(port).tls;
      const spoken =
        known?.scheme ?? (['tcp', 'tls', 'ssl', 'grpc'].includes(name) ? name : serviceOfPort(port).scheme);
      const unverified = takesAny(parameters);
      const one = candidate(split.host.host, port, from, {
        scheme: spoken,
        tls: tls || name === 'tls' || name === 'ssl',
        unverified,
      });
      const plain = /^https?$/.test(spoken) ? plainPath(rest) : null;
      return one !== null && plain !== null ? { ...one, path: plain } : one;
    })
    .filter((one) => one !== null);
}

/**
 * Encrypted, and any certificate will do. `sslmode=require` of libpq is so as long as no root is named (its
 * documentation: 34.19.1); clients that read it otherwise are told apart by the playbook.
 */
function takesAny(rest: string): boolean {
  if (/\bsslmode=require\b/i.test(rest)) return !/\bsslrootcert=/i.test(rest);
  return /\b(?:sslmode=no-verify|ssl_cert_reqs=none|tls(?:AllowInvalidCertificates|Insecure)=true|tls=skip-verify|insecure(?:SkipVerify)?=(?:true|1))\b/i.test(
    rest,
  );
}

/** TLS asked for by a parameter. Databases negotiate it in their own protocol first: the scheme says which. */
function wantsTls(scheme: string, rest: string): boolean {
  if (/^(?:postgres|postgresql|pgsql)$/.test(scheme))
    return /[?&]sslmode=(?:require|verify-ca|verify-full)\b/i.test(rest);
  if (scheme === 'mongodb' || scheme === 'redis') return /[?&](?:tls|ssl)=true\b/i.test(rest);
  if (scheme.startsWith('mysql') || scheme === 'mariadb') {
    return /[?&](?:tls=(?:true|skip-verify)|ssl-mode=(?:REQUIRED|VERIFY_\w+)|sslMode=(?:REQUIRED|VERIFY_\w+)|useSSL=true)/i.test(
      rest,
    );
  }
  return /encrypt=true/i.test(rest);
}

/** `user:pw@tcp(db:3306)/name`, `Server=tcp:db,1433;…`, `host=db port=5432 sslmode=require`. */
export function endpointsInConnectionString(text: string, from: From): Candidate[] {
  const bounded = text.slice(0, 4096);
  const go = /@tcp\(([^()\s]{1,300})\)/.exec(bounded);
  if (go) {
    const split = splitHostPort(go[1] ?? '');
    return keep(
      split &&
        candidate(split.host.host, split.port ?? 3306, from, { scheme: 'mysql', tls: /[?&]tls=true/.test(bounded) }),
    );
  }
  const oracle = /^jdbc:oracle:thin:[^@\s]{0,200}@(?:\/\/)?([\w.-]{1,253}:[0-9]{1,5})/.exec(bounded);
  if (oracle) {
    const split = splitHostPort(oracle[1] ?? '');
    return keep(split && candidate(split.host.host, split.port ?? 1521, from, { scheme: 'oracle', tls: false }));
  }
  const host =
    /(?:^|[;\s])(?:server|host|hostaddr|data source|address|addr)\s?=\s?'?(?:tcp:)?([\w.:[\]-]{1,253})'?(?:,([0-9]{1,5}))?/i.exec(
      bounded,
    );
  if (!host || !/[;\s]\w[\w ]{0,30}=/.test(bounded.slice(host.index + 1))) return [];
  const split = splitHostPort(host[1] ?? '');
  if (split === null) return [];
  const portText = host[2] ?? /(?:^|[;\s])port\s?=\s?([0-9]{1,5})\b/i.exec(bounded)?.[1];
  const style = /data source|initial catalog|encrypt|,1433/i.test(bounded) ? 1433 : 5432;
  const port = split.port ?? (portText === undefined ? style : Number(portText));
  const tls = /sslmode=(?:require|verify-ca|verify-full)|ssl mode=(?:require|verify\w*)|encrypt=true/i.test(bounded);
  // libpq's words say what is spoken on any port.
  const libpq =
    /(?:^|[;\s])(?:sslmode|dbname|hostaddr)\s?=/i.test(bounded) && !/initial catalog|encrypt/i.test(bounded);
  const scheme = libpq && serviceOfPort(port).scheme === 'tcp' ? 'postgres' : serviceOfPort(port).scheme;
  return keep(candidate(split.host.host, port, from, { scheme, tls, unverified: takesAny(bounded) }));
}

function keep(one: Candidate | null): Candidate[] {
  return one === null ? [] : [one];
}
