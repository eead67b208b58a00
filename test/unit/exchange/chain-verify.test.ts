import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChain } from '../../../src/exchange/chain-look.ts';
import { verifyChain } from '../../../src/exchange/chain-verify.ts';
import { kinOf } from '../../../src/exchange/issuer-kin.ts';
import { tlsAttempt } from '../../../src/exchange/tls-attempt.ts';
import { nodeTrustStore, trustStore } from '../../../src/exchange/trust-store.ts';
import { verifyCodeOf } from '../../../src/exchange/verify-codes.ts';
import { localDialler } from './local-dialler.ts';
import { type Issued, Pki } from './pki.ts';
import { startTls } from './tls-server.ts';

const pki = new Pki();
const leaves: Record<string, Issued> = {};
const others: Record<string, Issued> = {};

beforeAll(() => {
  const root = pki.issue({ subject: '/O=Acme Trust/CN=Acme Root', ca: true });
  const renewed = pki.issue({ subject: '/O=Acme Trust/CN=Acme Root', ca: true });
  const oldRoot = pki.issue({ subject: '/O=Old Trust/CN=Old Root', ca: true, from: -90, until: -5 });
  const middle = pki.issue({ subject: '/O=Acme Trust/CN=Acme Issuing', by: root, ca: true });
  const lower = pki.issue({ subject: '/O=Acme Trust/CN=Acme Lower', by: middle, ca: true });
  const oldMiddle = pki.issue({ subject: '/O=Acme Trust/CN=Acme Old', by: root, ca: true, from: -90, until: -5 });
  const notCa = pki.issue({ subject: '/O=Acme Trust/CN=Acme Not', by: root });
  const names = 'DNS:a.test';
  Object.assign(others, { root, renewed, oldRoot, middle, lower, oldMiddle, notCa });
  Object.assign(leaves, {
    sound: pki.issue({ subject: '/CN=a.test', by: middle, names }),
    deep: pki.issue({ subject: '/CN=a.test', by: lower, names }),
    expired: pki.issue({ subject: '/CN=a.test', by: middle, names, from: -20, until: -1 }),
    future: pki.issue({ subject: '/CN=a.test', by: middle, names, from: 2 }),
    underOld: pki.issue({ subject: '/CN=a.test', by: oldMiddle, names }),
    underOldRoot: pki.issue({ subject: '/CN=a.test', by: oldRoot, names }),
    direct: pki.issue({ subject: '/CN=a.test', by: root, names }),
    self: pki.issue({ subject: '/CN=a.test', names }),
    oldSelf: pki.issue({ subject: '/CN=a.test', names, from: -20, until: -1 }),
    client: pki.issue({ subject: '/CN=a.test', by: middle, names, extra: 'extendedKeyUsage=clientAuth' }),
    byNotCa: pki.issue({ subject: '/CN=a.test', by: notCa, names }),
  });
});

afterAll(() => pki.remove());

const SERVED: string[][] = [
  [],
  ['middle'],
  ['middle', 'root'],
  ['root', 'middle'],
  ['lower', 'middle'],
  ['oldMiddle'],
  ['notCa'],
  ['renewed', 'middle'],
  ['oldRoot'],
];
const BUNDLES: string[][] = [
  [],
  ['root'],
  ['renewed'],
  ['renewed', 'root'],
  ['middle'],
  ['oldRoot'],
  ['root', 'oldMiddle'],
  ['lower', 'middle'],
];

describe('verifying a served chain', () => {
  it('says what OpenSSL itself says, for every chain and bundle', async () => {
    const differences: string[] = [];
    let compared = 0;
    for (const [leafName, leaf] of Object.entries(leaves)) {
      for (const served of SERVED) {
        const cert = [leaf, ...served.map((name) => others[name] as Issued)].map((one) => one.cert).join('\n');
        const server = await startTls({ cert, key: leaf.key });
        for (const names of [...BUNDLES, [leafName]]) {
          const pem = names.map((name) => (others[name] ?? leaves[name])?.cert).join('\n');
          const options = { address: '127.0.0.1', port: server.port, servername: null, ca: pem, limitMs: 3_000 };
          const attempt = await tlsAttempt(localDialler(), options);
          const chain = readChain(attempt.flight.chain);
          const ours = verifyChain(chain, trustStore(pem), new Date());
          const theirs = attempt.opensslVerdict === '' ? 0 : verifyCodeOf(attempt.opensslVerdict);
          compared += 1;
          if (chain.length !== served.length + 1 || ours.code !== theirs) {
            differences.push(
              `${leafName}+${served} by ${names}: ours ${ours.code}, OpenSSL ${attempt.opensslVerdict}, ${chain.length} served`,
            );
          }
        }
        await server.close();
      }
    }
    expect(compared).toBe(Object.keys(leaves).length * SERVED.length * (BUNDLES.length + 1));
    expect(differences).toEqual([]);
  }, 60_000);

  it('keeps trust and time apart when both are wrong', () => {
    const chain = [leaves.expired, others.middle]
      .map((one) => trustStore(one?.cert ?? '').certificates[0])
      .filter((one) => one !== undefined);
    const verdict = verifyChain(chain, trustStore(others.oldRoot?.cert ?? ''), new Date());
    expect(verdict).toMatchObject({ trustCode: 20, code: 10, anchored: false });
    expect(verdict.errors.map(({ code }) => code)).toEqual([20, 10]);
  });

  it('says that a bundle with the intermediate alone serves some clients', () => {
    const chain = trustStore(leaves.sound?.cert ?? '').certificates;
    expect(verifyChain(chain, trustStore(others.middle?.cert ?? ''), new Date())).toMatchObject({
      trustCode: 2,
      anchoredPartially: true,
    });
  });

  it('reads Node’s own roots', () => {
    expect(nodeTrustStore().size).toBeGreaterThan(100);
    expect(nodeTrustStore().broken).toBe(0);
  });
});

describe('whose an issuer is', () => {
  it('goes by organisation first, and knows words that say nothing', () => {
    const store = trustStore(others.root?.cert ?? '');
    expect(kinOf('O = Acme Trust, CN = Other 7', store).sameOrganization).toContain('Acme Root');
    expect(kinOf('CN = acme inspection', store)).toMatchObject({
      sameOrganization: '',
      alike: expect.stringContaining('Acme Root'),
    });
    expect(kinOf('CN = Global Root CA 2', store)).toEqual({ sameOrganization: '', alike: '' });
  });
});
