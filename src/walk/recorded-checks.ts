import { applies, judgeInDetail } from '../judge/judge.ts';
import type { Playbook, Rule, Step } from '../playbook/playbook.ts';
import type { RuleCheck } from '../playbook/rule-check.ts';
import { type EarlierFacts, scopeFor } from '../playbook/scope.ts';
import type { SessionEvent } from '../session/events.ts';
import type { Facts } from '../session/evidence.ts';
import type { TargetFacts } from '../target/target.ts';

/** A recorded walk, judged by a playbook: what its rules made of each step that was seen. */
export interface JudgedRecording {
  /** The codes of all steps that rules judged, sorted; a code for each subject. */
  readonly codes: readonly string[];
  readonly reached: readonly Rule[];
  /** That the rules make the same of each step again. */
  readonly checks: readonly RuleCheck[];
}

type Observed = Extract<SessionEvent, { type: 'step.observed' }>;

/** Judges each step of a recorded walk by its recorded facts; the steps that were unseen then are passed over. Pure. */
export function judgeRecording(events: readonly SessionEvent[], playbook: Playbook): JudgedRecording {
  const target = events.findLast((event) => event.type === 'target.identified')?.target;
  if (!target) return { codes: [], reached: [], checks: [] };
  const seen = new Map<string, Observed>();
  for (const event of events) {
    if (event.type === 'step.observed' && !event.unseen) seen.set(`${event.step}\u0000${event.subject}`, event);
  }
  const earlier: Record<string, { subject: string; facts: Facts }[]> = {};
  for (const { step, subject, facts } of seen.values()) {
    earlier[step] = [...(earlier[step] ?? []), { subject, facts }];
  }
  const judged = [...seen.values()].flatMap((one) => {
    const step = playbook.steps.find(({ id }) => id === one.step);
    return step ? judgeStep(playbook, step, { target, subject: one.subject, facts: one.facts, earlier }) : [];
  });
  return {
    codes: judged.map(({ code }) => code).sort(),
    reached: judged.flatMap(({ rule }) => rule ?? []),
    checks: judged.map(({ check }) => check),
  };
}

function judgeStep(
  playbook: Playbook,
  step: Step,
  values: { target: TargetFacts; subject: string; facts: Facts; earlier: EarlierFacts },
): { code: string; rule: Rule | undefined; check: RuleCheck }[] {
  const scope = scopeFor(playbook, step, values);
  if (!applies(step, scope).is) return [];
  const outcomeOf = (rules: readonly Rule[]): { text: string; line: number } => {
    const { outcome, code, rule } = judgeInDetail({ ...step, rules }, scope).judgement;
    return { text: code === '' ? `${step.id}:${outcome}` : code, line: rule?.line ?? 0 };
  };
  const now = outcomeOf(step.rules);
  const rule = step.rules.find((one) => one.code === now.text && one.line === now.line);
  const check: RuleCheck = {
    step,
    complaint(rules) {
      const then = outcomeOf(rules).text;
      return then === now.text ? '' : `${step.id}: ${now.text} as recorded, ${then} by these rules`;
    },
  };
  return [{ code: now.text, rule, check }];
}
