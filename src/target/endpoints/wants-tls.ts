import type { Service } from './schemes.ts';
import { DATAGRAMS } from './schemes.ts';

/** Settings beside a host's that say whether TLS is spoken: PGSSLMODE, REDIS_TLS, SMTP_STARTTLS, `tls: true`. */
const SWITCHES = [
  'SSLMODE',
  'SSL_MODE',
  'SSL',
  'TLS',
  'USE_TLS',
  'USE_SSL',
  'TLS_ENABLED',
  'SSL_ENABLED',
  'ENABLE_TLS',
  'ENABLE_SSL',
  'STARTTLS',
  'ENCRYPTION',
  'SECURE',
];
const TRANSPORTS = ['PROTOCOL', 'PROTO', 'TRANSPORT', 'SCHEME'];
const YES =
  /^(?:true|yes|on|1|required?|mandatory|always|enabled?|verify[-_](?:ca|full|identity)|starttls|tls|ssl|https|ssl\/tls)$/i;
const NO = /^(?:false|no|off|0|disabled?|none|never|plain|http)$/i;

/** Protocols that say something of their own before TLS, which walkdown does not speak: nothing is concluded there. */
const OTHER_BEGINNINGS = /^(?:mysql|sqlserver|oracle|ldap|nats|ftp|imap|ssh)$/;

/** What the settings beside a host say: `true` TLS, `false` none, `null` nothing. `prefer` and `allow` say nothing. */
function said(stem: string, values: ReadonlyMap<string, string>): { tls: boolean | null; transport: string } {
  const beside = (name: string) => values.get(`${stem}_${name}`) ?? values.get(`${stem}${name}`) ?? '';
  const switches = SWITCHES.map(beside);
  const transport = TRANSPORTS.map(beside).find((one) => /^(?:tcp|udp|tls|ssl|https?)$/i.test(one)) ?? '';
  if (switches.some((one) => YES.test(one)) || /^(?:tls|ssl|https)$/i.test(transport)) return { tls: true, transport };
  return { tls: switches.some((one) => NO.test(one)) ? false : null, transport };
}

/**
 * The service as the settings beside the host have it: the port alone does not tell whether PostgreSQL or SMTP change to
 * TLS. Pure.
 * @param stem the name of the host's setting without HOST: `PG`, `SMTP`, `BACKEND_`
 */
export function withSettings(service: Service, stem: string, values: ReadonlyMap<string, string>): Service {
  const { tls, transport } = said(stem, values);
  const mode = values.get(`${stem}SSLMODE`) ?? values.get(`${stem}_SSLMODE`) ?? values.get(`${stem}_SSL_MODE`) ?? '';
  const rooted = ['PGSSLROOTCERT', `${stem}_SSLROOTCERT`, `${stem}_SSL_ROOT_CERT`].some((name) => values.has(name));
  if (service.scheme === DATAGRAMS) {
    if (!/^(?:tcp|tls|ssl)$/i.test(transport)) return service;
    return { scheme: 'tcp', port: service.port, tls: tls === true };
  }
  if (tls === null || OTHER_BEGINNINGS.test(service.scheme)) return service;
  // libpq's `require` takes any certificate, as long as no root is named.
  const anyone = service.scheme === 'postgres' && /^required?$/i.test(mode) && !rooted;
  if (tls && anyone) return { ...service, tls, unverified: true };
  if (tls) return { ...service, scheme: service.scheme === 'http' ? 'https' : service.scheme, tls };
  return service.scheme === 'https' ? { ...service, scheme: 'http', tls } : service;
}
