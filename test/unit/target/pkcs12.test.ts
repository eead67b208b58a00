import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { pkcs12Certificates } from '../../../src/target/pkcs12.ts';

/** One certificate, CN=Group Root, as keytool of JDK 17 stores it under the password changeit. */
const STORE = Buffer.from(
  [
    'MIIC8gIBAzCCApwGCSqGSIb3DQEHAaCCAo0EggKJMIIChTCCAoEGCSqGSIb3DQEHBqCCAnIwggJuAgEAMIICZwYJKoZIhvcNAQcBMGYGCSqGSI',
    'b3DQEFDTBZMDgGCSqGSIb3DQEFDDArBBSJm69wgz42vdFtYmfQlxtrKhVvQwICJxACASAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENjz',
    'jna+qqQbG+PA4rfuzgSAggHwF6yodqEOUzYLnzjTdjrX1EeCMAsF/ygg830A0lA+f2+zixbbiP+cjkzjj0OtZBIly5JZyWbaGRnsjJjuyal4d5',
    'FiA6Rvpg/3VOxmDQXi0MAa3p+f+D4RY9gHq31eMFUTZF8D2xT0pdQrEsCpcMmKJEyOmmmOrRUXc9nE4AeC0d3LP5FfdSLy/cJ9AF00F7/1HY5c',
    '8B78UIJ/+RprEsNTR1VJSq56qOB5h14DJoTRnxh6nL9finM8ySDAE8jzfwKvzaMFiwZMMwp+Y/PfXxO9837TZcL0BxgDJsMDez4xmRQebcRKMQ',
    'riahTdZvyIxX7kth41RdWq/P0x61lY1T1IG/B1/ahqPX0PCkVpY4rgSOD99rbzVUXFfVwBK7sTlEVYjXEtVVBsYUQ1anHpcZPevUyjgHKiLT0J',
    'Cti593m7vreFOFWV/cHyLtKD8/CY+fH1EkQn4zGKk4IdbhNHCogc57yfk/iBHsrCF+BkCSawghDNoA+J+aS4ajRnIGIm5K9qx3TvoO1GZ7qlBy',
    'jilGIYK9X2mdyeobp5ZGQk/pKACiXz8aFzsen3TI9g24ZZBhRp6kMd15b86DrdhPk8kiRI+8zf6MOxXJ8XcDRG8r0zT/66B5t2JkD1M8tbIGZ3',
    'K4gFPMuy1lbktAZsDp4/O92YujBNMDEwDQYJYIZIAWUDBAIBBQAEIJhZQmfsW2SfhT3luOG/rs9kEOx6zpx3N8vtpjUYFd6mBBSYka4tHBRblY',
    '6+0hITsdL2b4ellQICJxA=',
  ].join(''),
  'base64',
);

it('opens what keytool writes', () => {
  const [der] = pkcs12Certificates(STORE, ['changeit']) ?? [];
  expect(der && new X509Certificate(der).subject).toBe('CN=Group Root');
});

it('tries the passwords in turn, and says when none fits', () => {
  expect(pkcs12Certificates(STORE, ['', 'another', 'changeit'])).toHaveLength(1);
  expect(pkcs12Certificates(STORE, ['', 'another'])).toBeNull();
});

it('takes garbage for no store', () => {
  for (let cut = 0; cut < STORE.length; cut += 37) {
    expect(pkcs12Certificates(STORE.subarray(0, cut), ['changeit'])).toBeNull();
    const broken = Buffer.from(STORE);
    broken[cut] = 255 - (broken[cut] ?? 0);
    expect(() => pkcs12Certificates(broken, ['changeit'])).not.toThrow();
  }
});
