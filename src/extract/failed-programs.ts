import type { Facts } from '../session/evidence.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, texts } from './values.ts';

/** Facts of the reader `failed-programs`: what the log says could not be started or loaded, and whether its file shows why. */
export const failedPrograms: Extractor = {
  id: 'failed-programs',
  about: 'Programs and plug-ins that the log says could not be started or loaded, each with what its file shows.',
  facts: {
    failures: { type: 'int', about: 'different failures of that kind in the log, the start’s own aside' },
    ofTheStart: { type: 'int', about: 'those that are the failed start itself, which its own step has judged' },
    proven: { type: 'int', about: 'those whose file shows why' },
    problem: {
      type: 'string',
      about: 'what the file of the most telling one shows, named like the root cause; empty for nothing',
    },
    path: { type: 'string', about: 'that file' },
    text: { type: 'string', about: 'what it shows, in a sentence; and what the others of another kind show' },
    also: {
      type: 'list<string>',
      about: 'what the files of others show that fail for another reason, as lastingly, named like the root causes',
    },
    line: { type: 'string', about: 'the line of the log' },
    times: { type: 'int', about: 'how often the log says so' },
    seen: { type: 'bool', about: 'the file itself was looked at; false where only its mount speaks' },
    lasting: {
      type: 'bool',
      about:
        'it is no single event of the past: of a running target said twice or more, of an ended one among its last lines; or it stays, as settings do that a script reads at the start',
    },
  },
  extract(evidence, context): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const all = rows(data.failures);
    const start = namesOfFailedStart(context);
    const failures = all.filter((one) => !start.has(text(one.path)));
    const runs = text(data.state) === 'running' || text(data.state) === 'paused';
    const proven = failures.filter((one) => text(one.problem) !== '');
    const told = proven.find((one) => lasts(one, runs)) ?? proven[0];
    const counts = { failures: failures.length, proven: proven.length, ofTheStart: all.length - failures.length };
    if (!told)
      return { ...counts, problem: '', path: '', text: '', also: [], line: text(failures[0]?.line), lasting: false };
    const others = othersThan(told, proven, runs);
    return {
      ...counts,
      problem: text(told.problem),
      path: text(told.path),
      text: [told, ...others].map((one) => text(one.text)).join('; '),
      also: others.map((one) => text(one.problem)),
      line: text(told.line).slice(0, 300),
      times: number(told.times) ?? 1,
      seen: told.seen === true,
      lasting: lasts(told, runs),
    };
  },
};

/** The files of a start that failed, each as a path and as a bare name; none where the start is sound. */
function namesOfFailedStart({ earlier }: ExtractContext): ReadonlySet<string> {
  const facts = earlier.entrypoint?.[0]?.facts ?? {};
  if (text(facts.problem) === '') return new Set();
  const paths = [text(facts.path), text(facts.interpreter), ...texts(facts.chain)].filter((one) => one !== '');
  return new Set(paths.flatMap((path) => [path, path.slice(path.lastIndexOf('/') + 1)]));
}

/** One each of the other kinds, of other files: what one file lacks is often said in several ways. Only what lasts. */
function othersThan(told: Row, proven: readonly Row[], runs: boolean): Row[] {
  if (!lasts(told, runs)) return [];
  const found = [told];
  for (const one of proven) {
    const known = found.some((other) => one.problem === other.problem || text(one.path) === text(other.path));
    if (!known && lasts(one, runs) && found.length < 4) found.push(one);
  }
  return found.slice(1);
}

function lasts(failure: Row, runs: boolean): boolean {
  if (runs && failure.standing === true) return true;
  return runs ? (number(failure.times) ?? 1) >= 2 : failure.last === true;
}
