import type { Facts } from '../session/evidence.ts';
import type { Endpoint, TargetFacts } from '../target/target.ts';
import type { Scope } from './condition.ts';
import type { Playbook, Step } from './playbook.ts';

/** Facts of steps already taken, by step id; one entry a subject (its latest attempt). */
export type EarlierFacts = Readonly<Record<string, readonly { readonly subject: string; readonly facts: Facts }[]>>;

/** The subject that an endpoint is: `host:port`, `[v6]:port`. */
export function endpointSubject(endpoint: { readonly host: string; readonly port: number }): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${host}:${endpoint.port}`;
}

/** What a step's conditions and templates may look at, for one subject. */
export function scopeFor(
  playbook: Pick<Playbook, 'limits' | 'steps'>,
  step: Pick<Step, 'each' | 'after'>,
  values: {
    readonly target: TargetFacts;
    readonly subject: string;
    readonly facts?: Facts;
    readonly earlier: EarlierFacts;
  },
): Scope {
  const { target, subject, facts = {}, earlier } = values;
  const seen = Object.fromEntries(step.after.map((id) => [id, factsFor(earlier[id] ?? [], subject)]));
  return { facts, target, subject, limits: playbook.limits, endpoint: endpointOf(step, target, subject), seen };
}

function endpointOf(step: Pick<Step, 'each'>, target: TargetFacts, subject: string): Endpoint | null {
  if (step.each !== 'endpoints') return null;
  return target.endpoints.find((endpoint) => endpointSubject(endpoint) === subject) ?? null;
}

/** Those of the same subject; else those of a step without subjects, or of the only one that there is. */
function factsFor(entries: readonly { readonly subject: string; readonly facts: Facts }[], subject: string): Facts {
  const found = entries.find((entry) => entry.subject === subject) ?? entries.find((entry) => entry.subject === '');
  return found?.facts ?? (entries.length === 1 ? (entries[0]?.facts ?? {}) : {});
}
