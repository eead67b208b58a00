import { expect, it } from 'vitest';
import { clientCertificateFiles, clientCertificateHint } from '../../../src/target/client-certificate.ts';

const none = { env: [], args: [], mounts: [], configuration: [] };

it.each([
  ['TLS_CLIENT_CERT=/etc/app/tls.crt', 'variable TLS_CLIENT_CERT'],
  ['CLIENT_KEY_FILE=/etc/app/tls.key', 'variable CLIENT_KEY_FILE'],
  ['PGSSLCERT=/etc/app/pg.crt', 'variable PGSSLCERT'],
  ['SSL_CERT_FILE=/etc/ssl/cert.pem', ''],
  ['PGSSLROOTCERT=/etc/app/root.crt', ''],
  ['TLS_CA_CERT=/etc/app/ca.crt', ''],
  ['TLS_CLIENT_CERT=', ''],
])('reads %s as %j', (entry, hint) => {
  expect(clientCertificateHint({ ...none, env: [entry] })).toBe(hint);
});

it('finds it in options, mounts and settings, and never shows a value', () => {
  expect(clientCertificateHint({ ...none, args: ['app', '--client-cert=/run/secret.pem'] })).toBe(
    'option --client-cert',
  );
  expect(clientCertificateHint({ ...none, mounts: ['/etc/app/tls.crt'] })).toBe('mount /etc/app/tls.crt');
  const configuration = [{ path: '/app/config.yaml', text: 'tls:\n  ca: /x\n  clientCertificate: /run/secret.pem\n' }];
  expect(clientCertificateHint({ ...none, configuration })).toBe('clientCertificate in /app/config.yaml');
});

it('names the files of certificates, and none of keys, stores and authorities', () => {
  const files = clientCertificateFiles({
    env: ['TILL_CLIENT_CERT=/etc/till/client.crt', 'TILL_CLIENT_KEY=/etc/till/client.key', 'TLS_CA_CERT=/etc/ca.crt'],
    args: ['app', '--client-cert', '/run/own.pem', '--tls-cert=relative.pem'],
    mounts: ['/etc/app/tls.crt', '/etc/app/tls.key', '/etc/app/keystore.p12'],
    configuration: [{ path: '/app/config.yaml', text: 'tls:\n  clientCertificate: "/run/other.pem"\n' }],
  });
  expect(files).toEqual([
    { path: '/etc/till/client.crt', by: 'variable TILL_CLIENT_CERT' },
    { path: '/run/own.pem', by: 'option --client-cert' },
    { path: '/etc/app/tls.crt', by: 'mount /etc/app/tls.crt' },
  ]);
});
