import type { Command } from '../keymap.ts';
import { changed, popped, pushed, replaced } from '../model/state.ts';
import type { OpenWalk } from '../ports.ts';
import { askConsent } from './consent.ts';
import { oneLine, statusOf } from './failure.ts';
import { showSymptoms } from './symptom.ts';
import { showTargets } from './targets.ts';
import type { Ui } from './ui.ts';
import { showWhereItStands } from './walking.ts';

/** What is being read, the last few things. */
const MOST_PROGRESS = 12;

/** Opens a target: what the engine alone can tell is read, and shown while it is read. */
export async function openTarget(ui: Ui, key: string, label: string): Promise<void> {
  if (ui.opening !== null) return;
  const abort = new AbortController();
  ui.opening = abort;
  ui.set((state) =>
    pushed({ ...state, message: null }, { name: 'opening', label, progress: [], since: ui.outside.now() }),
  );
  const progress = (text: string): void => {
    if (abort.signal.aborted) return;
    ui.set((state) =>
      changed(state, 'opening', (screen) => ({
        ...screen,
        progress: [...screen.progress, text].slice(-MOST_PROGRESS),
      })),
    );
  };
  try {
    const walk = await ui.outside.workbench.open(key, { signal: abort.signal, progress });
    if (abort.signal.aborted) ui.abandoned.push(walk.finish('left'));
    else await begin(ui, walk);
  } catch (error) {
    if (abort.signal.aborted) return;
    ui.failure = { status: statusOf(error), line: oneLine(error) };
    if (ui.topIf('opening') !== null) ui.set(popped);
    ui.say(oneLine(error), 'fault');
  } finally {
    if (ui.opening === abort) ui.opening = null;
  }
}

export function openingCommand(ui: Ui, command: Command): void {
  if (command !== 'back') return;
  ui.opening?.abort();
  ui.opening = null;
  ui.set(popped);
  ui.say('stopped reading it');
}

/** The first screen of a walk that was opened: where it stands when it was begun before, else the symptom. */
async function begin(ui: Ui, walk: OpenWalk): Promise<void> {
  ui.failure = null;
  ui.show(walk);
  const state = walk.state();
  if (state.steps.some((one) => one.judgement !== null)) {
    showWhereItStands(ui);
    return;
  }
  if (ui.outside.symptom !== '') {
    walk.chooseSymptom(ui.outside.symptom, 'given on the command line');
    ui.set((before) => replaced(before, { name: 'walk' }));
    await askConsent(ui);
    return;
  }
  showSymptoms(ui);
}

/** Gives the walk up for another target; its end is waited for on leaving. */
export function abandonWalk(ui: Ui): void {
  const { walk } = ui;
  ui.forget();
  if (walk !== null) ui.abandoned.push(walk.finish('left').catch(() => ''));
  showTargets(ui);
}
