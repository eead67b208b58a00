import type { Command } from '../keymap.ts';
import { bodyHeight } from '../model/layout.ts';
import { type Move, moved, windowTop } from '../model/list-cursor.ts';
import { isBehind } from '../model/progress.ts';
import { changed, popped, pushed } from '../model/state.ts';
import { stepCursor, stepEntries } from '../model/step-entries.ts';
import { leave } from './leaving.ts';
import type { Ui } from './ui.ts';
import { backToWalk, takeOne } from './walking.ts';

/** Rows of the screen that are not the list: see StepsScreen. */
const AROUND_THE_LIST = 3;

/** Any step, by list; the advised one is marked. */
export function showSteps(ui: Ui): void {
  const { walk } = ui.state;
  if (walk === null) return;
  const next = walk.remaining[0];
  const entries = stepEntries(walk.progress, '');
  const index = Math.max(
    0,
    entries.findIndex((one) => one.ref.step === next?.step && one.ref.subject === next.subject),
  );
  const top = windowTop(0, index, entries.length, heightOf(ui));
  const ref = entries[index]?.ref ?? null;
  ui.set((state) => pushed(state, { name: 'steps', filter: '', ref, index, top }));
}

function heightOf(ui: Ui): number {
  return Math.max(1, bodyHeight(ui.state.size) - AROUND_THE_LIST);
}

export function stepsCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('steps');
  const { walk } = ui.state;
  if (screen === null || walk === null) return;
  const entries = stepEntries(walk.progress, screen.filter);
  switch (command) {
    case 'choose': {
      const entry = entries[stepCursor(screen, entries)];
      if (entry === undefined) return;
      backToWalk(ui);
      ui.select(entry.ref);
      if (!isBehind(entry.subject.standing) || entry.subject.record?.judgement == null) void takeOne(ui, entry.ref);
      return;
    }
    case 'erase':
      filterTo(ui, Array.from(screen.filter).slice(0, -1).join(''));
      return;
    case 'back':
      if (screen.filter !== '') {
        filterTo(ui, '');
        return;
      }
      ui.set(popped);
      return;
    case 'leave':
      return void leave(ui);
    default: {
      const index = moved(stepCursor(screen, entries), entries.length, command as Move, heightOf(ui));
      const top = windowTop(screen.top, index, entries.length, heightOf(ui));
      const ref = entries[index]?.ref ?? null;
      ui.set((state) => changed(state, 'steps', (one) => ({ ...one, ref, index, top })));
      return;
    }
  }
}

export function filterSteps(ui: Ui, typed: string): void {
  const screen = ui.topIf('steps');
  if (screen !== null && !(screen.filter === '' && typed === '/')) filterTo(ui, screen.filter + typed);
}

function filterTo(ui: Ui, filter: string): void {
  ui.set((state) => changed(state, 'steps', (one) => ({ ...one, filter, ref: null, index: 0, top: 0 })));
}
