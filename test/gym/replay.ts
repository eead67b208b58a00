import { exitStatus } from '../../src/notes/report.ts';
import { playbookPlaces } from '../../src/playbook/places.ts';
import type { SessionEvent } from '../../src/session/events.ts';
import { openRecording } from '../../src/walk/open-recorded.ts';
import { loadRulebook, type Rulebook } from '../../src/walk/rulebook.ts';
import { judgeReport } from './judge-report.ts';
import type { CaseResult } from './run-case.ts';
import { expectationOf } from './scenario-folders.ts';

/** Today's playbook, without a team's own. */
export function gymRulebook(): Promise<Rulebook> {
  return loadRulebook('fast-diagnosis', { ...playbookPlaces('/nowhere', {}), team: [] });
}

/** Judges a recorded walk with today's playbook. */
export async function replayCase(name: string, events: SessionEvent[], rulebook: Rulebook): Promise<CaseResult> {
  const expectation = expectationOf(name);
  if (!expectation) return { name, seconds: 0, verdict: null, problems: ['nothing is expected of this recording'] };
  const began = performance.now();
  const session = openRecording(events, rulebook);
  session.conductor.allow(['engine', 'image', 'network', 'process'], 'as it was recorded');
  await session.conductor.takeAll();
  await session.finish('complete');
  const exit = exitStatus(session.conductor.state, session.diagnosis(), rulebook.playbook);
  const verdict = judgeReport(session.report(), exit, expectation);
  return { name, seconds: (performance.now() - began) / 1000, verdict, problems: verdict.problems };
}
