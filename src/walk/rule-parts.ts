import { applies, judge } from '../judge/judge.ts';
import { planSteps } from '../playbook/next-step.ts';
import { scopeFor } from '../playbook/scope.ts';
import type { ConductorParts } from './conductor-parts.ts';
import type { Rulebook } from './rulebook.ts';
import { subjectsOf, takenOf } from './subjects.ts';

/** The parts of a conductor that come from the rules alone: the same for live walks, replays and recordings. */
export function ruleParts({
  playbook,
  extractors,
  symptoms,
}: Rulebook): Pick<ConductorParts, 'playbook' | 'extractors' | 'judge' | 'applies' | 'plan'> {
  return {
    playbook,
    extractors,
    judge: (step, facts, context) => judge(step, scopeFor(playbook, step, { ...context, facts })),
    applies(step, target, subject, earlier) {
      const answer = applies(step, scopeFor(playbook, step, { target, subject, earlier }));
      return { applies: answer.is, why: answer.reason };
    },
    plan: (state) =>
      planSteps({
        playbook,
        subjects: subjectsOf(state),
        ...takenOf(state),
        start: symptoms.find((one) => one.id === state.symptom.id)?.start ?? '',
      }),
  };
}
