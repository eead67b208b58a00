import type { DiagnosisInput, StepResult } from '../../../src/diagnose/results.ts';
import type { Cause } from '../../../src/playbook/causes.ts';
import { loadCauses } from '../../../src/playbook/load-causes.ts';
import { loadPlaybook } from '../../../src/playbook/load-playbook.ts';
import type { Playbook } from '../../../src/playbook/playbook.ts';
import { renderProblem } from '../../../src/playbook/problem.ts';
import type { CauseOptions } from '../../../src/playbook/written-causes.ts';
import type { Facts } from '../../../src/session/evidence.ts';
import { EXTRACTORS, HEAD, target } from '../playbook/helpers.ts';

function step(id: string, code: string, more = ''): string {
  return `  - id: ${id}
    phase: network
    title: ${id}
    why: because
    derive: {}
    extract: ${id === 'trust-store' ? 'resolv-conf' : 'getent'}
${more}    judge:
      - { when: facts.${id === 'trust-store' ? 'ndots > 1' : 'seconds > 5'}, is: ${more.includes('hygiene') ? 'suspect' : 'fault'}, code: ${code}-002, say: "{subject} is bad" }
      - { when: facts.${id === 'trust-store' ? 'ndots == 1' : 'found && facts.count == 1'}, is: suspect, code: ${code}-001, say: "{subject} is odd" }
      - { when: facts.${id === 'trust-store' ? 'ndots == 0' : 'count == 9'}, is: inconclusive, code: ${code}-009, say: "can't tell" }
      - { else: ok, code: ${code}-000, say: "{subject} is fine" }
`;
}

const PLAYBOOK_TEXT = `${HEAD}steps:
${step('dns-timing', 'DNS', '    each: endpoints\n')}${step('tls-chain', 'TLS', '    each: endpoints\n')}${step('nameservers', 'NSV', '    each: nameservers\n')}${step('trust-store', 'CAB')}${step('base-age', 'BAS', '    kind: hygiene\n')}`;

let playbook: Playbook | null = null;

async function smallPlaybook(): Promise<Playbook> {
  if (playbook !== null) return playbook;
  const { value, problems } = await loadPlaybook(PLAYBOOK_TEXT, { file: 'pb.yaml', extractors: EXTRACTORS });
  if (value === null) throw new Error(problems.map(renderProblem).join('\n'));
  playbook = value;
  return value;
}

export async function causesOf(text: string): Promise<readonly Cause[]> {
  const { value, problems } = await loadCauses(`schema: walkdown.causes/1\ncauses:\n${text}`, {
    file: 'causes.yaml',
    playbooks: [await smallPlaybook()],
  });
  if (value === null) throw new Error(problems.map(renderProblem).join('\n'));
  return value;
}

export async function causeProblems(text: string, options: Partial<CauseOptions> = {}): Promise<string[]> {
  const playbooks = [await smallPlaybook()];
  const { value, problems } = await loadCauses(text, { file: 'pb.yaml', playbooks, ...options });
  if ((value === null) !== problems.length > 0) throw new Error('causes with problems were given out');
  return problems.map(renderProblem);
}

/** A cause of few lines; `clauses` is indented by four. */
export function cause(id: string, clauses: string, more = ''): string {
  return `  - id: ${id}
    area: network
    title: "${id} at {subject}"
    fix: [mend it]
    verify: [look again]
${more}${clauses}`;
}

const OUTCOMES = { '000': 'ok', '001': 'suspect', '002': 'fault', '009': 'inconclusive' } as const;

/** A judged step: its code says the outcome. */
export function result(stepId: string, subject: string, code: string, more: Partial<StepResult> = {}): StepResult {
  const outcome = code === '' ? 'tool-error' : OUTCOMES[code.slice(4) as keyof typeof OUTCOMES];
  return {
    step: stepId,
    subject,
    attempt: 1,
    judgement: {
      outcome,
      code,
      summary: `${stepId} ${subject} ${code}`.replaceAll(/\s+/g, ' '),
      meaning: '',
      advice: '',
      next: '',
      because: [],
      rule: null,
    },
    facts: {} as Facts,
    libcMatched: null,
    observedAt: '2026-01-01T00:00:00.000Z',
    kind: 'diagnosis',
    ...more,
  };
}

export function input(
  causes: readonly Cause[],
  results: readonly StepResult[],
  more: Partial<DiagnosisInput> = {},
): DiagnosisInput {
  return { causes, results, notChecked: [], symptom: 'unknown', target: target(), ...more };
}
