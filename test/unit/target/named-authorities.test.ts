import { expect, it } from 'vitest';
import { authoritiesInTexts, namedAuthorities } from '../../../src/target/named-authorities.ts';

const paths = (env: Record<string, string>, args: string[] = []) =>
  namedAuthorities(Object.entries(env), args).map(({ path, by }) => `${by} ${path}`);

it('finds the authorities that a program was told to trust, and nothing else', () => {
  expect(
    paths(
      {
        VAULT_CACERT: '/etc/acme/ca.pem',
        PGSSLROOTCERT: '/pg/root.crt',
        ETCD_TRUSTED_CA_FILE: '/etcd/ca.crt',
        DATABASE_URL: 'postgres://u:p@db/x?sslmode=verify-full&sslrootcert=/db/ca.pem',
        SSL_CERT_FILE: '/etc/ssl/cert.pem',
        AFRICA: '/not/a/ca.pem',
        CA_NAME: 'x',
      },
      ['curl', '--cacert', '/c/ca.pem', '--tls-ca-file=/t/ca.pem', '--cache', '/var/cache'],
    ),
  ).toEqual([
    'VAULT_CACERT /etc/acme/ca.pem',
    'PGSSLROOTCERT /pg/root.crt',
    'ETCD_TRUSTED_CA_FILE /etcd/ca.crt',
    'DATABASE_URL /db/ca.pem',
  ]);
  expect(paths({}, ['curl', '--cacert', '/c/ca.pem', '--tls-ca-file=/t/ca.pem', '--cache', '/var/cache'])).toEqual([
    '--cacert /c/ca.pem',
    '--tls-ca-file /t/ca.pem',
  ]);
});

it('finds certificates that code and configuration name, under whatever key', () => {
  const texts = [
    { place: 'the command line', text: 'ctx = ssl.create_default_context(cafile="/opt/agent/pin.pem")' },
    {
      place: '/etc/agent.conf',
      text: 'server = https://logs.example:6514\npinned_cert=/etc/agent/pin.crt\nkey = /etc/a.key\n',
    },
    { place: '/etc/agent.conf', text: '# again: /opt/agent/pin.pem\n' },
  ];
  expect(authoritiesInTexts(texts).map(({ path, by }) => `${by} ${path}`)).toEqual([
    'the command line /opt/agent/pin.pem',
    '/etc/agent.conf /etc/agent/pin.crt',
  ]);
});
