import { loadPlaybook } from '../../../src/playbook/load-playbook.ts';
import type { Playbook, Step } from '../../../src/playbook/playbook.ts';
import { renderProblem } from '../../../src/playbook/problem.ts';
import type { Loaded, LoadOptions } from '../../../src/playbook/written.ts';
import type { TargetFacts } from '../../../src/target/target.ts';

export const EXTRACTORS: LoadOptions['extractors'] = {
  getent: {
    facts: {
      seconds: { type: 'double', about: 'time the look-up took, in seconds' },
      count: { type: 'int', about: 'addresses found' },
      addresses: { type: 'list<string>', about: 'addresses, in order' },
      rows: { type: 'list<dyn>', about: 'one entry a look-up' },
      found: { type: 'bool', about: 'the name was found' },
      server: { type: 'string', about: 'who answered' },
      cert: { type: 'map<string,dyn>', about: 'a certificate' },
    },
  },
  'resolv-conf': {
    facts: {
      nameservers: { type: 'list<string>', about: 'in order' },
      ndots: { type: 'int', about: 'ndots option' },
    },
  },
};

export const HEAD = `schema: walkdown.playbook/1
id: small
version: "1"
title: A small one
about: For tests.
phases:
  - { id: network, title: Network }
limits:
  slow: { value: 1.0, because: people notice }
  verySlow: { value: 5, because: clients give up }
`;

/** A step of ten lines; `judge` is indented by six. */
export function stepText(judge: string, more = '', id = 'dns-timing'): string {
  return `  - id: ${id}
    phase: network
    title: Name resolution time
    why: A slow look-up makes everything slow.
    run: { argv: [getent, ahosts, "{subject}"], in: [{ view: sidecar, tier: network }] }
    extract: getent
${more}    judge:
${judge}`;
}

export const ELSE_OK = '      - { else: ok, code: DNS-000, say: "It took {seconds} s" }\n';

export function load(text: string, options: Partial<LoadOptions> = {}): Promise<Loaded<Playbook>> {
  return loadPlaybook(text, { file: 'pb.yaml', extractors: EXTRACTORS, ...options });
}

export async function problemsOf(text: string, options: Partial<LoadOptions> = {}): Promise<string[]> {
  const { value, problems } = await load(text, options);
  if (value !== null && problems.length > 0) throw new Error('a playbook with problems was given out');
  return problems.map(renderProblem);
}

export async function loadStep(judge: string, more = ''): Promise<Step> {
  const { value, problems } = await load(`${HEAD}steps:\n${stepText(judge, more)}`);
  const step = value?.steps[0];
  if (step === undefined) throw new Error(problems.map(renderProblem).join('\n'));
  return step;
}

/** Line and column, from 1, of the n-th occurrence of a text; what a person would count in an editor. */
export function placeOf(text: string, needle: string, occurrence = 1): string {
  let at = -1;
  for (let round = 0; round < occurrence; round++) at = text.indexOf(needle, at + 1);
  if (at < 0) throw new Error(`not in the text: ${needle}`);
  const before = text.slice(0, at).split('\n');
  return `pb.yaml:${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

export function target(more: Partial<TargetFacts> = {}): TargetFacts {
  return {
    kind: 'container',
    id: 'c0ffee',
    name: 'payments-api',
    state: 'running',
    running: true,
    exitCode: null,
    oomKilled: false,
    image: { id: 'sha256:1', ref: 'payments:1', tags: [], digests: [], created: '', architecture: 'amd64' },
    engineArchitecture: 'amd64',
    libc: { family: 'musl', version: '1.2.5', because: 'its loader' },
    os: { id: 'alpine', version: '3.20.3', name: 'Alpine Linux v3.20' },
    user: '1000',
    binary: '/app/server',
    endpoints: [
      {
        host: 'api.partner.example',
        port: 443,
        foundIn: 'environment API_URL',
        source: 'used',
        scheme: 'https',
        tls: true,
      },
    ],
    startedAt: null,
    restartCount: 0,
    ...more,
  };
}
