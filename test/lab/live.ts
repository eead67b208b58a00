import { describe, it } from 'vitest';
import { findEngine, type LabEngine } from './engine.ts';
import { missingImages } from './images.ts';

/** Begins the name of a suite that was left out; `left-out.mjs` finds it in a test run's results. */
const LEFT_OUT = 'left out: ';

/** How long one live test may take, in milliseconds, unless it says otherwise: containers on a busy machine. */
const LIVE_LIMIT_MS = 150_000;

/** Whether live tests can run: the engine, or the reason why not. Never throws. */
export async function liveState(env: NodeJS.ProcessEnv = process.env): Promise<LabEngine | { reason: string }> {
  const engine = await findEngine(env);
  if ('reason' in engine) return engine;
  try {
    const missing = await missingImages(engine.docker);
    if (missing.length === 0) return engine;
    return { reason: `the engine lacks ${missing.join(', ')} (node test/lab/build.mjs, as root)` };
  } catch (error) {
    return { reason: `the engine's images cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

let state: Promise<LabEngine | { reason: string }> | undefined;

/**
 * A suite of tests on a real engine. Where none answers, or the lab's images are not on it, the tests are counted as
 * skipped, under a name that says why; with WALKDOWN_LIVE=required that is a failure.
 */
export function describeLive(name: string, suite: () => void): void {
  describe(name, async () => {
    state ??= liveState();
    const live = await state;
    if (!('reason' in live)) {
      describe(`on Docker Engine ${live.version}`, { timeout: LIVE_LIMIT_MS }, suite);
      return;
    }
    if (process.env.WALKDOWN_LIVE === 'required') {
      it('has the engine that live tests require', () => {
        throw new Error(live.reason);
      });
    }
    describe.skip(`${LEFT_OUT}${live.reason}`, suite);
  });
}
