import type { Command } from '../keymap.ts';
import type { ScreenName } from '../model/state.ts';
import { askCommand, chooseAnswer } from './asking.ts';
import { consentCommand } from './consent.ts';
import { editCommand, skipCommand } from './editing.ts';
import { endCommand } from './ending.ts';
import { interrupt } from './leaving.ts';
import { exportAs, exportCommand, noteCommand, updateCommand } from './notes.ts';
import { openingCommand } from './opening.ts';
import { pagerCommand } from './pager.ts';
import { answerQuestion, questionCommand } from './questions.ts';
import { causesCommand, scrollDocument } from './reading.ts';
import { stepsCommand } from './steps.ts';
import { chooseSymptom, symptomCommand } from './symptom.ts';
import { targetsCommand } from './targets.ts';
import type { Ui } from './ui.ts';
import { walkCommand } from './walk-screen.ts';

const SCREENS: Readonly<Record<ScreenName, (ui: Ui, command: Command) => void>> = {
  targets: targetsCommand,
  opening: openingCommand,
  symptom: symptomCommand,
  consent: consentCommand,
  walk: walkCommand,
  causes: causesCommand,
  why: scrollDocument,
  background: scrollDocument,
  help: scrollDocument,
  pager: pagerCommand,
  steps: stepsCommand,
  note: noteCommand,
  edit: editCommand,
  skip: skipCommand,
  ask: askCommand,
  export: exportCommand,
  question: questionCommand,
  update: updateCommand,
  end: endCommand,
  leaving: () => {},
};

/** Does what a command means on the screen that is on top. What was said before is read by now. */
export function dispatch(ui: Ui, command: Command): void {
  if (ui.state.message !== null) ui.set({ message: null });
  if (command === 'interrupt') interrupt(ui);
  else if (command === 'suspend') ui.outside.suspend();
  else if (command === 'repaint') ui.outside.repaint();
  else SCREENS[ui.top.name](ui, command);
}

/** What was picked from the menu of the screen that is on top. */
export function choose(ui: Ui, value: string): void {
  switch (ui.top.name) {
    case 'symptom':
      chooseSymptom(ui, value);
      return;
    case 'ask':
      chooseAnswer(ui, value);
      return;
    case 'question':
      answerQuestion(ui, value);
      return;
    case 'export':
      return void exportAs(ui, value);
    default:
  }
}
