import type { Command } from '../keymap.ts';
import type { Asking } from '../model/asking.ts';
import type { StepRef } from '../model/progress.ts';
import { type Choice, changed, popped, pushed } from '../model/state.ts';
import { EMPTY_FIELD, fieldText } from '../model/text-field.ts';
import type { Ui } from './ui.ts';

/** What nobody could be made to say is not a finding. */
const NO_ANSWER = '\u0000no answer';

/** Shows a question of the playbook; the step waits for the answer. */
export function askOfPlaybook(ui: Ui, ref: StepRef, asking: Asking): void {
  const choices: Choice[] = [
    // First, because Enter takes the first: whoever only presses Enter must not be made to claim anything.
    { value: NO_ANSWER, label: 'I cannot say now', about: '' },
    ...asking.choices.map(({ id, text }) => ({ value: id, label: text, about: '' })),
  ];
  const typing = asking.free && asking.choices.length === 0 ? EMPTY_FIELD : null;
  ui.set((state) => pushed(state, { name: 'ask', ref, question: asking.question, choices, free: asking.free, typing }));
}

export function askCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('ask');
  if (screen === null) return;
  if (screen.typing !== null) {
    if (command === 'choose') answer(ui, fieldText(screen.typing).trim() || null);
    if (command === 'back') leaveTyping(ui, screen.choices.length > 1);
    return;
  }
  if (command === 'describe' && screen.free) {
    ui.set((state) => changed(state, 'ask', (one) => ({ ...one, typing: EMPTY_FIELD })));
  }
  if (command === 'background') ui.set((state) => pushed(state, { name: 'background', ref: screen.ref, top: 0 }));
  if (command === 'back') answer(ui, null);
}

function leaveTyping(ui: Ui, hasChoices: boolean): void {
  if (hasChoices) ui.set((state) => changed(state, 'ask', (one) => ({ ...one, typing: null })));
  else answer(ui, null);
}

export function chooseAnswer(ui: Ui, value: string): void {
  answer(ui, value === NO_ANSWER ? null : value);
}

function answer(ui: Ui, choice: string | null): void {
  if (ui.topIf('ask') === null) return;
  ui.set(popped);
  ui.walk?.answer(choice);
}
