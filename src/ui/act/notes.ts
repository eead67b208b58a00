import type { Command } from '../keymap.ts';
import { changed, popped, pushed } from '../model/state.ts';
import { EMPTY_FIELD, fieldText } from '../model/text-field.ts';
import type { NotesFormat } from '../ports.ts';
import { oneLine } from './failure.ts';
import { scrollDocument } from './reading.ts';
import type { Ui } from './ui.ts';

export function writeNote(ui: Ui): void {
  ui.set((state) => pushed(state, { name: 'note', field: EMPTY_FIELD }));
}

export function noteCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('note');
  if (screen === null) return;
  const text = fieldText(screen.field).trim();
  ui.set(popped);
  if (command !== 'choose' || text === '') return;
  ui.walk?.note(text);
  ui.refresh();
  ui.say('noted, with the time');
}

/** The five lines for the incident channel: shown, copied, and printed again on leaving. */
export function showUpdate(ui: Ui): void {
  if (ui.walk === null) return;
  const text = ui.walk.update();
  ui.set((state) => pushed({ ...state, update: text }, { name: 'update', text, copied: '', top: 0 }));
  copyUpdate(ui, text);
}

export function updateCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('update');
  if (screen === null) return;
  if (command === 'copy') copyUpdate(ui, screen.text);
  else if (command === 'back') ui.set(popped);
  else scrollDocument(ui, command);
}

function copyUpdate(ui: Ui, text: string): void {
  void ui.outside.copy(text).then(({ words }) => {
    ui.set((state) => changed(state, 'update', (one) => ({ ...one, copied: words })));
  });
}

/** The formats of the notes, for people. */
export const FORMATS: readonly { readonly value: NotesFormat; readonly label: string; readonly about: string }[] = [
  { value: 'md', label: 'Markdown', about: 'the notes as they are kept' },
  { value: 'slack', label: 'Slack', about: 'for the incident channel' },
  { value: 'jira', label: 'Jira', about: 'for a ticket' },
  { value: 'html', label: 'HTML', about: 'one file, with its style' },
  { value: 'json', label: 'JSON', about: 'walkdown.report/1' },
  { value: 'junit', label: 'JUnit', about: 'for CI' },
  { value: 'sarif', label: 'SARIF', about: 'for code scanning' },
];

export function openExport(ui: Ui): void {
  ui.set((state) => pushed(state, { name: 'export', busy: false, result: '', text: '' }));
}

export async function exportAs(ui: Ui, value: string): Promise<void> {
  const { walk } = ui;
  const format = FORMATS.find((one) => one.value === value)?.value;
  if (walk === null || format === undefined || ui.topIf('export')?.busy !== false) return;
  const put = (change: { busy: boolean; result: string; text: string }): void =>
    ui.set((state) => changed(state, 'export', (one) => ({ ...one, ...change })));
  put({ busy: true, result: '', text: '' });
  try {
    const { path, text } = await walk.exportNotes(format);
    put({ busy: false, result: `written: ${path}`, text });
  } catch (error) {
    put({ busy: false, result: `it could not be written: ${oneLine(error)}`, text: '' });
  }
}

export function exportCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('export');
  if (screen === null) return;
  if (command === 'back') ui.set(popped);
  if (command !== 'copy') return;
  if (screen.text === '') {
    ui.say('choose a format first');
    return;
  }
  void ui.outside.copy(screen.text).then(({ words }) => ui.say(words));
}
