import type { Command } from '../keymap.ts';
import { bodyHeight } from '../model/layout.ts';
import { stepsOf } from '../model/progress.ts';
import { changed, popped, pushed, type Screen, type WalkView } from '../model/state.ts';
import { endRows } from '../view/end-rows.ts';
import { count } from '../view/words.ts';
import { oneLine } from './failure.ts';
import { leave, leaveNow } from './leaving.ts';
import { openExport, showUpdate, writeNote } from './notes.ts';
import { showCauses, showHelp, showNotes } from './reading.ts';
import { showSteps } from './steps.ts';
import { takeStep } from './taking.ts';
import type { Ui } from './ui.ts';
import { backToWalk, walkOn } from './walking.ts';

const END: Screen = { name: 'end', top: 0 };

/** The last screen: what was found and what to do. The notes are written when it opens. */
export async function showEnd(ui: Ui): Promise<void> {
  backToWalk(ui);
  ui.set((state) => pushed({ ...state, running: null }, END));
  ui.enters.ended = ui.outside.now();
  await writeNotes(ui);
}

/** Writes the notes and remembers where they are. */
async function writeNotes(ui: Ui): Promise<void> {
  const { walk } = ui;
  if (walk === null) return;
  try {
    const { path, text } = await walk.exportNotes('md');
    if (ui.walk !== walk) return;
    ui.notes = text;
    ui.set({ notesPath: path });
  } catch (error) {
    ui.say(`the notes could not be written: ${oneLine(error)}`, 'fault');
  }
}

const COMMANDS: Readonly<Partial<Record<Command, (ui: Ui) => void>>> = {
  advance: enterAtEnd,
  copy: copyNotes,
  'copy-mitigation': copyMitigation,
  export: openExport,
  again: (ui) => void runFailingAgain(ui),
  output: showNotes,
  causes: showCauses,
  update: showUpdate,
  note: writeNote,
  'go-to': showSteps,
  back: (ui) => ui.set(popped),
  help: showHelp,
  leave: (ui) => void leave(ui),
};

export function endCommand(ui: Ui, command: Command): void {
  const act = COMMANDS[command];
  if (act === undefined) scroll(ui, command);
  else act(ui);
}

/** Goes on where steps are left and nobody stopped the walk; else leaves. */
function enterAtEnd(ui: Ui): void {
  const { walk, stopped } = ui.state;
  if (walk === null || stopped || walk.remaining.length === 0) return void leaveNow(ui);
  ui.set(popped);
  void walkOn(ui);
}

function scroll(ui: Ui, command: Command): void {
  const screen = ui.topIf('end');
  if (screen === null || ui.state.walk === null) return;
  const height = bodyHeight(ui.state.size);
  const rows = endRows(ui.state, ui.state.walk, ui.state.size.columns - 2).length;
  const by = { up: -1, down: 1, 'page-up': 1 - height, 'page-down': height - 1 }[command as string] ?? 0;
  const top = Math.max(0, Math.min(rows - height, screen.top + by));
  ui.set((state) => changed(state, 'end', (one) => ({ ...one, top })));
}

function copyNotes(ui: Ui): void {
  if (ui.notes === '') {
    ui.say('the notes are not written yet', 'suspect');
    return;
  }
  // The file is named on the screen: it holds them whether the clipboard took them or not.
  void ui.outside.copy(ui.notes).then(({ words }) => ui.say(`notes: ${words}`));
}

function copyMitigation(ui: Ui): void {
  const first = ui.state.walk?.diagnosis.rootCauses.find((one) => one.mitigate.length > 0)?.mitigate[0];
  if (first === undefined) {
    ui.say('there is no mitigation to copy');
    return;
  }
  void ui.outside.copy(first.do).then(({ words }) => ui.say(`mitigation: ${words}`));
}

/** Runs the steps that failed once more, after the fix; both results stay. */
async function runFailingAgain(ui: Ui): Promise<void> {
  const { walk, state } = ui;
  if (walk === null || state.walk === null) return;
  if (ui.busy) return ui.say('they are running');
  const failing = failingOf(state.walk);
  if (failing.length === 0) return ui.say('no step failed');
  const before = `${count(failing.length, 'step')} failed`;
  ui.busy = true;
  ui.isCancelled = false;
  ui.set({ rerun: null });
  try {
    for (const ref of failing) {
      if (ui.isCancelled || ui.walk !== walk) return;
      await takeStep(ui, ref, true);
    }
  } finally {
    ui.busy = false;
    ui.refresh();
  }
  const left = ui.state.walk === null ? [] : failingOf(ui.state.walk);
  const still = failing.filter((ref) => left.some((one) => one.step === ref.step && one.subject === ref.subject));
  const after = still.length === 0 ? 'all of them pass now' : `${still.length} still fail`;
  ui.set({ rerun: { before, after } });
  if (still.length === 0) {
    walk.verified?.(
      failing.map((ref) => ui.titleOf(ref)),
      before,
      after,
    );
  }
  await writeNotes(ui);
}

function failingOf(view: WalkView): { step: string; subject: string }[] {
  return stepsOf(view.progress)
    .filter(({ step }) => step.kind === 'diagnosis')
    .flatMap(({ step, subjects }) =>
      subjects
        .filter(({ standing }) => standing === 'fault' || standing === 'suspect')
        .map(({ subject }) => ({ step: step.id, subject })),
    );
}
