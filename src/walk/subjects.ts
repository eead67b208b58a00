import type { PlanInput } from '../playbook/next-step.ts';
import { endpointSubject } from '../playbook/scope.ts';
import { latestAttempts, type WalkState } from '../session/state.ts';

/** The most endpoints that are walked; the others are listed as not checked. */
const MOST_ENDPOINTS = 8;

/** What steps are taken for: endpoints of the target, nameservers of its resolver configuration. */
export function subjectsOf(state: WalkState): PlanInput['subjects'] {
  const endpoints = (state.target?.endpoints ?? []).slice(0, MOST_ENDPOINTS).map(endpointSubject);
  const config = latestAttempts(state).find((one) => one.step === 'resolver-config' && one.judgement);
  const asked = config?.facts.askable ?? config?.facts.nameservers;
  const nameservers = Array.isArray(asked) ? asked.filter((one): one is string => typeof one === 'string') : [];
  return {
    endpoints: [...new Set(endpoints)],
    nameservers: config ? [...new Set(nameservers)].slice(0, 5) : null,
    modules: [],
  };
}

/** How the planner sees the walk so far. */
export function takenOf(state: WalkState): Pick<PlanInput, 'taken' | 'skipped'> {
  const records = latestAttempts(state);
  return {
    taken: records.flatMap((one) =>
      one.judgement
        ? [
            {
              step: one.step,
              subject: one.subject,
              outcome: one.judgement.outcome,
              code: one.judgement.code,
              next: one.judgement.next,
            },
          ]
        : [],
    ),
    skipped: records
      .filter((one) => one.skipped !== null && !one.judgement)
      .map(({ step, subject }) => ({ step, subject })),
  };
}
