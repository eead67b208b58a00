import type { Command } from '../keymap.ts';
import { evidenceText, whatWasDone } from '../model/evidence-text.ts';
import { bodyHeight } from '../model/layout.ts';
import { type Move, moved, windowTop } from '../model/list-cursor.ts';
import { openPager, type PagerText } from '../model/pager.ts';
import { latestRecord } from '../model/records.ts';
import { popped, pushed, replaced, type Screen } from '../model/state.ts';
import { causesListHeight } from '../view/causes-rows.ts';
import { documentRows } from '../view/document-rows.ts';
import type { Ui } from './ui.ts';

/** The keys of the screen that is on top; on a step, its background first. */
export function showHelp(ui: Ui): void {
  const { top } = ui;
  if (top.name === 'help') return;
  const ref = top.name === 'walk' ? ui.state.selected : null;
  ui.set((state) => pushed(state, { name: 'help', of: top.name, ref, top: 0 }));
}

export function showWhy(ui: Ui): void {
  const ref = ui.state.selected;
  if (ref === null) {
    ui.say('no step has been taken yet');
    return;
  }
  ui.set((state) => pushed(state, { name: 'why', ref, top: 0 }));
}

export function showBackground(ui: Ui): void {
  const ref = ui.state.selected;
  if (ref === null) {
    ui.say('no step has been taken yet');
    return;
  }
  ui.set((state) => pushed(state, { name: 'background', ref, top: 0 }));
}

export function showCauses(ui: Ui): void {
  if (ui.walk === null) return;
  // What is not tonight's trouble stands there only where it is so.
  const board = ui.walk
    .board()
    .filter(({ kind, state }) => kind === 'diagnosis' || state === 'confirmed' || state === 'likely');
  ui.set((state) => pushed(state, { name: 'causes', board, index: 0, top: 0 }));
}

/** The whole output of the step that is shown. */
export function showOutput(ui: Ui): void {
  const { selected, walk } = ui.state;
  const record = selected === null || walk === null ? undefined : latestRecord(walk.state, selected);
  if (selected === null || record === undefined || record.evidence.length === 0) {
    ui.say('there is no output');
    return;
  }
  show(ui, evidenceText(ui.titleOf(selected), record.evidence));
}

export function showNotes(ui: Ui): void {
  if (ui.notes === '') {
    ui.say('the notes are not written yet', 'suspect');
    return;
  }
  show(ui, { title: 'Notes', lines: ui.notes.split('\n'), headings: new Set(), copy: ui.notes });
}

function show(ui: Ui, text: PagerText): void {
  ui.set((state) => pushed({ ...state, message: null }, { name: 'pager', pager: openPager(text) }));
}

/** Copies the command of the step that is shown, as it can be typed by hand. */
export function copyCommand(ui: Ui): void {
  const { selected, walk } = ui.state;
  const record = selected === null || walk === null ? undefined : latestRecord(walk.state, selected);
  const first = record?.evidence[0];
  if (first === undefined) {
    ui.say('there is no command to copy');
    return;
  }
  const text = first.byHand || whatWasDone(first).replace(/^\$ /, '');
  void ui.outside.copy(text).then(({ words }) => ui.say(`command: ${words}`));
}

/** Screens that are one text: why, background, help, update. */
export function scrollDocument(ui: Ui, command: Command): void {
  const { top } = ui;
  if (!('top' in top)) return;
  if (command === 'back') {
    ui.set(popped);
    return;
  }
  const height = bodyHeight(ui.state.size);
  const rows = documentRows(ui.state, ui.state.size.columns - 2).length;
  const by = { up: -1, down: 1, 'page-up': 1 - height, 'page-down': height - 1, first: -rows, last: rows };
  const to = top.top + (by[command as Move] ?? 0);
  const next = { ...top, top: Math.max(0, Math.min(rows - height, to)) } as Screen;
  ui.set((state) => replaced(state, next));
}

export function causesCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('causes');
  if (screen === null) return;
  if (command === 'back') {
    ui.set(popped);
    return;
  }
  const height = causesListHeight(ui.state.size);
  const index = moved(screen.index, screen.board.length, command as Move, height);
  const top = windowTop(screen.top, index, screen.board.length, height);
  ui.set((state) => replaced(state, { ...screen, index, top }));
}
