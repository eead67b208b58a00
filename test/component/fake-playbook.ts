import type { Action, Playbook, Rule, Step } from '../../src/playbook/playbook.ts';

/** A playbook made by hand for the screens' tests: the walk of the README's drawing, and a step of each kind. */

const NO_RULES: readonly Rule[] = [];

function step(id: string, phase: string, title: string, rest: Partial<Step> = {}): Step {
  return {
    id,
    phase,
    title,
    why: `Why ${title} matters, in a few lines that anyone can read at night without a manual at hand.`,
    kind: 'diagnosis',
    essential: false,
    timing: false,
    waits: false,
    each: null,
    when: null,
    otherwise: '',
    after: [],
    action: { kind: 'read', source: id, path: null },
    timeoutMs: 10_000,
    extract: '',
    facts: {},
    rules: NO_RULES,
    toCheckIt: '',
    file: 'playbooks/fake.yaml',
    line: 10,
    ...rest,
  };
}

function run(...argv: string[]): Action {
  const where = { view: 'sidecar', tier: 'network' } as const;
  return { kind: 'run', argv, env: [], in: [where], needs: [], matched: true, repeat: 1 };
}

const STEPS: readonly Step[] = [
  step('state', 'identity', 'State and exit', { essential: true }),
  step('image-id', 'identity', 'Image ID', { essential: true }),
  step('libc', 'identity', 'musl or glibc'),
  step('log', 'identity', 'Log'),
  step('resolver-config', 'network', 'Resolver configuration'),
  step('dns-timing', 'network', 'Name resolution', {
    timing: true,
    each: 'endpoints',
    action: run('getent', 'ahosts', '{host}'),
  }),
  step('tls-chain', 'network', 'TLS chain', {
    each: 'endpoints',
    essential: true,
    action: run('openssl', 's_client', '-connect', '{subject}'),
  }),
  step('proxy', 'network', 'Proxy'),
  step('linking', 'linking', 'Shared libraries'),
  step('who-changed', 'linking', 'What was changed by hand', {
    action: {
      kind: 'ask',
      question: 'Was anything changed by hand in the last hour?',
      choices: [
        { id: 'yes', text: 'Yes, and it is in the change log' },
        { id: 'no', text: 'No' },
      ],
      free: true,
    },
  }),
  step('throttling', 'performance', 'CPU throttling', { essential: true }),
  step('layers', 'hygiene', 'Image size', { kind: 'hygiene' }),
  step('packages', 'hygiene', 'Packages', { kind: 'hygiene' }),
];

export const PLAYBOOK: Playbook = {
  id: 'fast-diagnosis',
  version: '1',
  title: 'Fast diagnosis',
  about: 'Walks a broken container in the order in which things break.',
  phases: [
    { id: 'identity', title: 'what is running', first: true },
    { id: 'network', title: 'network', first: false },
    { id: 'linking', title: 'linking and runtimes', first: false },
    { id: 'performance', title: 'performance', first: false },
    { id: 'hygiene', title: 'follow-ups', first: false },
  ],
  limits: {},
  limitReasons: {},
  steps: STEPS,
  file: 'playbooks/fake.yaml',
  sha256: '0'.repeat(64),
};
