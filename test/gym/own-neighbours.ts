import type { SessionEvent } from '../../src/session/events.ts';
import type { Facts, Json } from '../../src/session/evidence.ts';

/** What a walk saw of the engine's other containers, without those that are not of this run: they are other people's. */
export function withOwnNeighbours(events: readonly SessionEvent[], prefix: string): SessionEvent[] {
  let seen: Facts = {};
  return events.map((event) => {
    if ((event.type !== 'step.observed' && event.type !== 'step.judged') || event.step !== 'neighbours') return event;
    if (event.type === 'step.judged') {
      const { looked, there } = seen;
      const { judgement } = event;
      const summary = judgement.summary.replace(
        /\b\d+ of \d+ other containers/,
        `${looked} of ${there} other containers`,
      );
      const because = judgement.because.map(({ fact, value }) => ({ fact, value: seen[fact] ?? value }));
      return { ...event, judgement: { ...judgement, summary, because } };
    }
    const names = lists(event.facts).flatMap(([, value]) => value);
    const foreign = new Set(names.filter((name) => !name.startsWith(prefix)));
    const left = lists(event.facts).map(([fact, value]) => [fact, value.filter((name) => !foreign.has(name))] as const);
    const there = left.find(([fact]) => fact === 'sameEngine')?.[1].length ?? 0;
    const counts: Facts = 'there' in event.facts ? { there, looked: there } : {};
    seen = { ...event.facts, ...Object.fromEntries(left), ...counts };
    const evidence = event.evidence.map(({ data: _data, stdout, ...rest }) => {
      const lines = stdout.split('\n').filter((line) => !foreign.has(line.slice(0, Math.max(0, line.indexOf(':')))));
      const text = lines.join('\n').replace(/\b\d+ of \d+ other containers/, `${there} of ${there} other containers`);
      return { ...rest, stdout: text };
    });
    return { ...event, facts: seen, evidence };
  });
}

function lists(facts: Facts): [string, string[]][] {
  return Object.entries(facts).filter((one): one is [string, string[]] => isTexts(one[1]));
}

function isTexts(value: Json): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}
