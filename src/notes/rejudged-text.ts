import { type Comparison, judgedDifferently, type Verdict } from './comparison.ts';
import { visible } from './prose.ts';
import type { Report } from './report.ts';

/** What judging the same evidence again changed: causes first, then steps. Left is then, right is now. Pure. */
export function renderRejudged({ left, right, differences }: Comparison): string {
  const steps = judgedDifferently(differences);
  const causes = causeChanges(left, right);
  const by = `${right.session.playbook.id} version ${right.session.playbook.version}`;
  const same = left.session.playbook.sha256 === right.session.playbook.sha256;
  const lines = [
    `Judged again by ${by} (${same ? 'the same as then' : 'not the same as then'}).`,
    ...(causes.length + steps.length === 0 ? ['No verdict changed.'] : []),
    ...causes.map((line) => `  ${line}`),
    ...steps.map(({ step, subject, left, right }) => {
      return `  ${step}${subject === '' ? '' : ` ${subject}`}: ${words(left)} then, ${words(right)} now`;
    }),
  ];
  return `${lines.map((line) => visible(line)).join('\n')}\n`;
}

function causeChanges(then: Report, now: Report): string[] {
  const before = new Map(then.rootCauses.map((one) => [one.id, one.certainty]));
  const after = new Map(now.rootCauses.map((one) => [one.id, one.certainty]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    if (was === is) return [];
    return [`root cause ${id}: ${was ?? 'not named'} then, ${is ?? 'not named'} now`];
  });
}

function words(verdict: Verdict | null): string {
  return verdict === null ? 'not taken' : `${verdict.outcome}${verdict.code ? ` ${verdict.code}` : ''}`;
}
