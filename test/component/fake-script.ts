import type { Judgement } from '../../src/judge/outcome.ts';
import type { Evidence, Facts, Tier } from '../../src/session/evidence.ts';
import type { Endpoint, TargetFacts } from '../../src/target/target.ts';
import type { LiveOutput } from '../../src/ui/ports.ts';

/** What the double's steps say: the story of an outdated CA bundle. */

/** What one look at a step gives. */
export interface Look {
  readonly judgement: Judgement;
  readonly evidence?: readonly Evidence[];
  readonly facts?: Facts;
  /** The tier that would show it, where it could not be seen. */
  readonly tier?: Tier;
  /** How long it takes, milliseconds. */
  readonly takesMs?: number;
  /** Or how long until it is done. */
  readonly until?: Promise<void>;
  /** What it has printed so far, while it runs. */
  readonly live?: () => LiveOutput | null;
}

export type Script = Readonly<Record<string, (subject: string, attempt: number) => Look>>;

export function judged(
  outcome: Judgement['outcome'],
  code: string,
  summary: string,
  rest: Partial<Judgement> = {},
): Judgement {
  return { outcome, code, summary, meaning: '', advice: '', next: '', because: [], rule: null, ...rest };
}

export function evidence(argv: readonly string[], stdout: string, rest: Partial<Evidence> = {}): Evidence {
  return {
    kind: argv.length > 0 ? 'run' : 'read',
    what: 'what the engine says',
    argv: [...argv],
    view: 'sidecar',
    tier: 'network',
    exitCode: 0,
    timedOut: false,
    startedAt: '2026-11-23T02:41:00.000Z',
    durationMs: 212,
    stdout,
    stderr: '',
    truncated: false,
    byHand: argv.length > 0 ? `docker run --rm --network container:payments-api toolkit ${argv.join(' ')}` : '',
    ...rest,
  };
}

export const ENDPOINT: Endpoint = {
  host: 'api.partner.example',
  port: 443,
  foundIn: 'environment API_URL',
  source: 'used',
  scheme: 'https',
  tls: true,
};
export const LOGGED: Endpoint = { ...ENDPOINT, host: 'metrics.partner.example', foundIn: 'log line', source: 'logged' };

export const TARGET: TargetFacts = {
  kind: 'container',
  id: '3f2a91c0ffee3f2a91c0ffee',
  name: 'payments-api',
  state: 'running',
  running: true,
  exitCode: null,
  oomKilled: false,
  image: {
    id: 'sha256:9d2cc0ffee9d2cc0ffee',
    ref: 'registry.example/payments:1.4.2',
    tags: ['registry.example/payments:1.4.2'],
    digests: [],
    created: '2026-11-20T10:00:00Z',
    architecture: 'amd64',
  },
  engineArchitecture: 'amd64',
  libc: { family: 'musl', version: '1.2.5', because: "the program's loader is /lib/ld-musl-x86_64.so.1" },
  os: { id: 'alpine', version: '3.20.3', name: 'Alpine Linux v3.20' },
  user: '1000',
  binary: '/app/payments',
  endpoints: [ENDPOINT],
  startedAt: '2026-11-22T20:00:00Z',
  restartCount: 0,
};

const CHAIN = [
  'depth=1 O = Example Trust, CN = Example R11',
  'verify error:num=20:unable to get local issuer certificate',
]
  .concat(Array.from({ length: 38 }, (_, index) => `  certificate line ${index + 1}: MIIFBzCCA++gAwIBAgISA`))
  .join('\n');

const ok =
  (code: string, summary: string, rest: Partial<Look> = {}) =>
  (): Look => ({
    judgement: judged('ok', code, summary),
    evidence: [evidence([], '', { view: 'engine', tier: 'engine', durationMs: 3, data: { state: 'running' } })],
    ...rest,
  });

/** All is well but the TLS chain; the second look at it, after the fix, is well too. */
export const STORY: Script = {
  state: ok('RUN-000', 'running for 6 hours'),
  'image-id': ok('IMG-004', '9d2cc0ffee9d registry.example/payments:1.4.2'),
  libc: ok('LIBC-001', 'musl 1.2.5'),
  log: ok('LOG-000', '214 lines, none of a known kind'),
  'resolver-config': ok('DNS-100', '10.0.0.2, search svc.example'),
  'dns-timing': (subject) => ({
    judgement: judged('ok', 'DNS-000', `${subject.replace(/:\d+$/, '')} in 0.04 s: 192.0.2.7`),
    evidence: [evidence(['getent', 'ahosts', subject.replace(/:\d+$/, '')], '192.0.2.7  STREAM\n', { durationMs: 43 })],
  }),
  'tls-chain': (subject, attempt) =>
    attempt > 1
      ? { judgement: judged('ok', 'TLS-000', `${subject} presents a chain that verifies`), evidence: [] }
      : {
          judgement: judged('fault', 'TLS-004', "the issuer is not in the container's trust store", {
            meaning: 'The same chain verifies against a current bundle: what the container trusts is too old.',
            advice: 'Compare with the healthy replica, then rebuild on a fresh base.',
            because: [
              { fact: 'facts.verifyError', value: 20 },
              { fact: 'facts.bundlePackage', value: 'ca-certificates 20230506' },
              { fact: 'facts.newestRoot', value: '2023-04' },
            ],
            rule: {
              file: 'playbooks/fake.yaml',
              line: 812,
              when: 'facts.verifyError == 20 && facts.verifiesWithReference',
              nearly: { when: 'facts.verifyError == 20 && facts.sentOnlyLeaf', line: 799, code: 'TLS-003' },
            },
          }),
          facts: { verifyError: 20, verifiesWithReference: true, sentOnlyLeaf: false },
          evidence: [
            evidence(['openssl', 's_client', '-connect', subject, '-servername', subject, '-showcerts'], CHAIN),
          ],
        },
  proxy: ok('PRX-000', 'no proxy variables'),
  linking: ok('LNK-000', '12 libraries, all found'),
  'who-changed': () => ({ judgement: judged('ok', 'ASK-000', 'nothing was changed by hand') }),
  throttling: ok('CPU-000', 'throttled in 0 of 100 periods'),
  layers: ok('HYG-001', '180 MB in 6 layers'),
  packages: ok('HYG-002', '41 packages'),
};

/** What the causes' board says of the story. */
export const CAUSE = {
  id: 'ca-bundle-outdated',
  certainty: 'confirmed',
  title: 'The CA bundle of payments-api is from 2023 and lacks the root that api.partner.example is signed by.',
  subjects: ['api.partner.example:443'],
  because: [
    { step: 'tls-chain', subject: 'api.partner.example:443', text: "the issuer is not in the container's trust store" },
  ],
  mitigate: [
    {
      do: 'docker service update --mount-add type=bind,src=/etc/ssl/certs,dst=/etc/ssl/certs,ro payments-api',
      risk: 'every replica is made anew, one after the other',
      undo: 'docker service rollback payments-api',
      restartsTarget: true,
    },
  ],
  fix: ['Rebuild on a base with ca-certificates of this year.'],
  verify: ['Run the TLS chain step again: it must say ok.'],
  followUp: ['Watch the age of bundles in CI.'],
  wouldChange: [],
} as const;
