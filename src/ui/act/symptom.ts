import type { Command } from '../keymap.ts';
import { changed, pushed, replaced } from '../model/state.ts';
import { EMPTY_FIELD, fieldOf, fieldText } from '../model/text-field.ts';
import type { SymptomChoice } from '../ports.ts';
import { askConsent } from './consent.ts';
import { oneLine } from './failure.ts';
import { leave } from './leaving.ts';
import { abandonWalk } from './opening.ts';
import { showHelp } from './reading.ts';
import type { Ui } from './ui.ts';

const NOT_SURE: SymptomChoice = { id: 'unknown', words: 'Not sure: walk everything', because: null };
const MOST_PASTED = 64 * 1024;

/** "What do you see?": what the target's state and log suggest first, and not being sure is an answer. */
export function showSymptoms(ui: Ui): void {
  const choices = arranged(ui.walk?.symptoms() ?? []);
  ui.set((state) => replaced(state, { name: 'symptom', choices, typing: null, pasted: '' }));
}

/** Those that something suggests on top, "not sure" behind them: Enter takes the first. */
function arranged(choices: readonly SymptomChoice[]): readonly SymptomChoice[] {
  const known = choices.filter((one) => one.id !== 'unknown');
  const notSure = choices.find((one) => one.id === 'unknown') ?? NOT_SURE;
  const suggested = known.filter((one) => one.because !== null);
  const others = known.filter((one) => one.because === null);
  return [...suggested, notSure, ...others];
}

export function symptomCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('symptom');
  if (screen === null) return;
  if (screen.typing !== null) {
    if (command === 'choose') void matchText(ui, fieldText(screen.typing));
    if (command === 'back') ui.set((state) => changed(state, 'symptom', (one) => ({ ...one, typing: null })));
    return;
  }
  switch (command) {
    case 'describe':
      ui.set((state) => changed(state, 'symptom', (one) => ({ ...one, typing: EMPTY_FIELD })));
      return;
    case 'background':
      ui.set((state) => pushed(state, { name: 'background', ref: { step: '', subject: '' }, top: 0 }));
      return;
    case 'back':
      abandonWalk(ui);
      return;
    case 'help':
      showHelp(ui);
      return;
    case 'leave':
      void leave(ui);
      return;
    default:
  }
}

/** The symptom that was picked from the list. */
export function chooseSymptom(ui: Ui, id: string): void {
  const screen = ui.topIf('symptom');
  if (screen === null || ui.walk === null) return;
  const because = screen.choices.find((one) => one.id === id)?.because ?? '';
  ui.walk.chooseSymptom(id, because || screen.pasted);
  void askConsent(ui);
}

/** Pasted text is an error message: the symptoms that it suggests go on top. */
async function matchText(ui: Ui, text: string): Promise<void> {
  const { walk } = ui;
  const pasted = text.slice(0, MOST_PASTED).trim();
  const known = walk?.symptoms() ?? [];
  ui.set((state) => changed(state, 'symptom', (one) => ({ ...one, typing: null })));
  if (walk === null || pasted === '') return;
  walk.note(`pasted: ${pasted.slice(0, 2000)}`);
  let suggested: readonly SymptomChoice[] = [];
  try {
    suggested = (await walk.symptomsIn?.(pasted)) ?? [];
  } catch (error) {
    ui.say(oneLine(error), 'suspect');
  }
  if (ui.walk !== walk) return;
  const ids = new Set(suggested.map((one) => one.id));
  const choices = arranged([...suggested, ...known.filter((one) => !ids.has(one.id))]);
  ui.set((state) =>
    changed(state, 'symptom', (one) => ({ ...one, choices, pasted: (pasted.split('\n')[0] ?? '').slice(0, 400) })),
  );
  if (suggested.length === 0) ui.say('nothing known is in that text; it is kept for the notes');
}

/** A paste on the symptom screen needs no key before it. */
export function pasteSymptom(ui: Ui, text: string): void {
  ui.set((state) => changed(state, 'symptom', (one) => ({ ...one, typing: fieldOf(text.slice(0, 400)) })));
  void matchText(ui, text);
}
