import { describe, expect, it } from 'vitest';
import { floorOfOpenssl, floorOfVariables } from '../../../src/target/protocol-floor.ts';
import { toolTrustOfFile, toolTrustOfVariables } from '../../../src/target/tool-trust.ts';

describe('the file of roots that a tool was told of', () => {
  it.each([
    ['/etc/pip.conf', /^(cert)$/, '[global]\nindex-url = https://pypi.corp.example/simple\ncert = /etc/ssl/corp.pem\n'],
    ['/etc/gitconfig', /^(sslcainfo)$/i, '[http]\n\tsslCAInfo = /etc/ssl/corp.pem\n'],
    ['/root/.curlrc', /^(?:--)?(cacert)$/, 'silent\n--cacert "/etc/ssl/corp.pem"\n'],
  ])('is read in %s', (place, key, text) => {
    expect(toolTrustOfFile(place, key, text).map(({ path }) => path)).toEqual(['/etc/ssl/corp.pem']);
  });

  it('is no client certificate, no comment and no relative name', () => {
    const text = '# cert = /etc/ssl/old.pem\nclient-cert = /etc/ssl/me.pem\ncert = me.pem\n';
    expect(toolTrustOfFile('/etc/pip.conf', /^(cert)$/, text)).toEqual([]);
  });

  it('is read in variables of tools', () => {
    const env = new Map([
      ['GIT_SSL_CAINFO', '/etc/ssl/corp.pem'],
      ['PIP_CERT', '1'],
      ['PATH', '/bin'],
    ]);
    expect(toolTrustOfVariables(env)).toEqual([{ by: 'GIT_SSL_CAINFO', path: '/etc/ssl/corp.pem' }]);
  });
});

describe('the lowest TLS version that is taken', () => {
  const text =
    'openssl_conf = d\n[d]\nssl_conf = s\n[s]\nsystem_default = p\n[p]\nMinProtocol = TLSv1.3 # since March\n';

  it('stands in the OpenSSL configuration', () => {
    expect(floorOfOpenssl('/etc/ssl/openssl.cnf', text)).toEqual({
      floor: 'TLSv1.3',
      from: 'MinProtocol in /etc/ssl/openssl.cnf',
    });
  });

  it('does not count where nothing leads to it, or in a comment', () => {
    expect(floorOfOpenssl('/x', text.replace('openssl_conf = d\n', ''))).toBeNull();
    expect(floorOfOpenssl('/x', text.replace('MinProtocol', '# MinProtocol'))).toBeNull();
  });

  it("stands in Node's options, for Node alone", () => {
    const env = new Map([['NODE_OPTIONS', '--max-old-space-size=200 --tls-min-v1.3']]);
    expect(floorOfVariables(env, 'node')?.floor).toBe('TLSv1.3');
    expect(floorOfVariables(env, 'java')).toBeNull();
  });
});
