import { parseArgs } from 'node:util';
import { causeCoverage, coverageTable } from './coverage.ts';
import { recorded } from './recording.ts';
import { gymRulebook, replayCase } from './replay.ts';
import type { CaseResult } from './run-case.ts';
import { allExpectations, scenarioNames } from './scenario-folders.ts';
import { gymTable } from './table.ts';

const HELP = `npm run gym -- [--only NAME]… [--record DIR] [--jobs N] [--list] | --replay

Breaks containers in known ways, walks each with walkdown, and counts right and wrong verdicts.
  --only NAME    this scenario, or all whose name begins so; repeatable
  --record DIR   keeps each walk's evidence there (test/gym/scenarios)
  --jobs N       so many side by side; default 1
  --seconds N    how long one walk may take; default 150, for a busy machine
  --program FILE walks with this cli.js, not with one built for it
  --list         their names, and what is broken in each
  --replay       judges the recordings with today's playbook, without an engine
  --causes       the causes, and how many containers show or only resemble each
`;

/** The gym's command line. Returns the exit status: 0 when every verdict is right, 3 without an engine. */
export async function gym(args: string[], cli: string, say: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      record: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '150' },
      list: { type: 'boolean', default: false },
      replay: { type: 'boolean', default: false },
      causes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    say(HELP);
    return 0;
  }
  if (values.causes) {
    const { causes } = await gymRulebook();
    say(coverageTable(causeCoverage(causes.map(({ id }) => id))));
    return 0;
  }
  try {
    allExpectations();
  } catch (error) {
    say(`gym: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const wanted = (name: string): boolean => values.only?.some((only) => name.startsWith(only)) ?? true;
  const tell = (result: CaseResult): CaseResult => {
    const { name, seconds, problems } = result;
    const mark = problems.length === 0 ? 'right' : 'WRONG';
    say([`${mark}  ${name}  ${seconds.toFixed(1)} s`, ...problems].join('\n         '));
    return result;
  };
  let results: CaseResult[];
  if (values.replay) {
    const rulebook = await gymRulebook();
    results = [];
    for (const { name, events } of recorded()) {
      if (wanted(name)) results.push(tell(await replayCase(name, events, rulebook)));
    }
  } else {
    const names = scenarioNames().filter(wanted);
    if (values.list) {
      for (const name of names) say(`${name}: ${allExpectations()[name]?.what}`);
      return 0;
    }
    // Only now: a replay needs nothing of the engine's.
    const { runLive } = await import('./live-run.ts');
    const how = { cli, recordings: values.record ?? null, limitSeconds: Number(values.seconds) || 150 };
    const ran = await runLive(names, Number(values.jobs) || 1, how, tell);
    if ('reason' in ran) {
      say(`gym: ${ran.reason}`);
      return 3;
    }
    results = ran;
  }
  if (results.length === 0) {
    say('gym: nothing is called that');
    return 2;
  }
  say(`\n${gymTable(results)}`);
  return results.every(({ problems }) => problems.length === 0) ? 0 : 1;
}
