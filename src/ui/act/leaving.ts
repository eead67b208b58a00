import { exitStatus } from '../model/exit-status.ts';
import { pushed } from '../model/state.ts';
import { oneLine } from './failure.ts';
import { askToLeave } from './questions.ts';
import type { Ui } from './ui.ts';

const TWICE_MS = 3000;

/** Leaves; asks only while a step runs. */
export async function leave(ui: Ui): Promise<void> {
  if (ui.state.running !== null) askToLeave(ui);
  else await leaveNow(ui);
}

/** Gives everything back: what is ours goes from the engine, the notes are written, and one line says where they are. */
export async function leaveNow(ui: Ui): Promise<void> {
  if (ui.topIf('leaving') !== null) return;
  ui.opening?.abort();
  ui.set((state) => pushed({ ...state, auto: false, message: null }, { name: 'leaving', since: ui.outside.now() }));
  const { walk } = ui;
  const lines = await finish(ui, walk?.remaining().length === 0 ? 'complete' : 'left');
  const status = walk !== null ? exitStatus(walk.playbook, walk.state(), walk.diagnosis()) : (ui.failure?.status ?? 0);
  ui.outside.leave(status, lines);
}

type Reason = 'complete' | 'left' | 'interrupted';

/** The end of the walk, once, however often it comes. Resolves with what the shell's screen should keep. Never rejects. */
export function finish(ui: Ui, reason: Reason): Promise<readonly string[]> {
  ui.finishing ??= finishOnce(ui, reason);
  return ui.finishing;
}

async function finishOnce(ui: Ui, reason: Reason): Promise<readonly string[]> {
  const { walk } = ui;
  // The loop of steps ends with the one that is under way.
  ui.isCancelled = true;
  const lines: string[] = [];
  if (walk !== null) {
    walk.cancel();
    try {
      const last = await walk.finish(reason);
      // As it is now: what was copied an hour ago is in the channel already.
      if (ui.state.update !== '') lines.push(...walk.update().split('\n'), '');
      lines.push(...last.split('\n'));
    } catch (error) {
      lines.push(`the walk did not end cleanly: ${oneLine(error)}`);
    }
    const trouble = walk.trouble();
    if (trouble !== null) lines.push(trouble);
  } else if (ui.failure !== null) lines.push(`walkdown: ${ui.failure.line}`);
  await Promise.allSettled(ui.abandoned);
  return lines.filter((line, index) => line !== '' || index < lines.length - 1);
}

/** Ctrl-C: ends what runs; with nothing running, twice, it leaves; while leaving, at once. */
export function interrupt(ui: Ui): void {
  const now = ui.outside.now();
  if (ui.topIf('leaving') !== null) {
    ui.outside.leave(130, []);
    return;
  }
  if (ui.state.running !== null && ui.walk !== null) {
    ui.isCancelled = true;
    ui.set({ auto: false });
    ui.walk.cancel();
    ui.say('cancelled; Ctrl-C again leaves');
  } else if (now - ui.lastInterrupt < TWICE_MS) {
    void leaveNow(ui);
    return;
  } else ui.say('Ctrl-C again leaves');
  ui.lastInterrupt = now;
}
