import type { Command } from '../keymap.ts';
import { bodyHeight, walkLayout } from '../model/layout.ts';
import { isBehind, type StepProgress, type SubjectProgress, stepsOf } from '../model/progress.ts';
import type { WalkView } from '../model/state.ts';
import { detailRows } from '../view/step-detail.ts';
import { editParameters, skipStep } from './editing.ts';
import { showEnd } from './ending.ts';
import { leave } from './leaving.ts';
import { openExport, showUpdate, writeNote } from './notes.ts';
import { copyCommand, showBackground, showCauses, showHelp, showOutput, showWhy } from './reading.ts';
import { showSteps } from './steps.ts';
import type { Ui } from './ui.ts';
import { advance, cancelStep, takeOne, toggleAuto } from './walking.ts';

const COMMANDS: Readonly<Partial<Record<Command, (ui: Ui) => void>>> = {
  advance,
  again,
  cancel: cancelStep,
  skip: skipStep,
  'go-to': showSteps,
  edit: editParameters,
  note: writeNote,
  output: showOutput,
  causes: showCauses,
  why: showWhy,
  background: showBackground,
  update: showUpdate,
  export: openExport,
  auto: toggleAuto,
  findings: (ui) => void showEnd(ui),
  copy: copyCommand,
  help: showHelp,
  leave: (ui) => void leave(ui),
  back: follow,
  up: (ui) => moveStep(ui, -1),
  down: (ui) => moveStep(ui, 1),
  left: (ui) => moveSubject(ui, -1),
  right: (ui) => moveSubject(ui, 1),
  'page-up': (ui) => scrollDetail(ui, -1),
  'page-down': (ui) => scrollDetail(ui, 1),
};

export function walkCommand(ui: Ui, command: Command): void {
  if (ui.state.walk !== null) COMMANDS[command]?.(ui);
}

function again(ui: Ui): void {
  const { selected } = ui.state;
  if (selected === null) ui.say('no step has been taken yet');
  else void takeOne(ui, selected);
}

/** Back to where the walk stands: the step that runs, else the last one that was taken. */
function follow(ui: Ui): void {
  const { running, walk, auto } = ui.state;
  if (auto) {
    ui.set({ auto: false });
    ui.say('auto ended');
  }
  ui.isFollowing = true;
  const last = walk?.state.steps.findLast((one) => one.judgement !== null && isDiagnosis(walk, one.step));
  const to = running ?? last ?? null;
  ui.select(to);
}

function isDiagnosis(walk: WalkView, step: string): boolean {
  return walk.playbook.steps.find((one) => one.id === step)?.kind === 'diagnosis';
}

function moveStep(ui: Ui, by: 1 | -1): void {
  const steps = ui.state.walk === null ? [] : stepsOf(ui.state.walk.progress);
  const at = steps.findIndex(({ step }) => step.id === ui.state.selected?.step);
  const to = steps[Math.max(0, Math.min(steps.length - 1, at + by))];
  if (to === undefined) return;
  ui.isFollowing = false;
  ui.select({ step: to.step.id, subject: firstSubject(to).subject });
}

/** Of several subjects the one in trouble, else the first that was taken. */
function firstSubject(step: StepProgress): SubjectProgress {
  const found =
    step.subjects.find(({ standing }) => standing === step.standing && isBehind(standing)) ??
    step.subjects.find(({ standing }) => isBehind(standing));
  return found ?? (step.subjects[0] as SubjectProgress);
}

function moveSubject(ui: Ui, by: 1 | -1): void {
  const { selected, walk } = ui.state;
  const step = (walk === null ? [] : stepsOf(walk.progress)).find((one) => one.step.id === selected?.step);
  if (step === undefined || selected === null || step.subjects.length < 2) return;
  const count = step.subjects.length;
  const at = step.subjects.findIndex((one) => one.subject === selected.subject);
  const to = step.subjects[(at + by + count) % count];
  ui.isFollowing = false;
  ui.select({ step: selected.step, subject: to?.subject ?? '' });
}

function scrollDetail(ui: Ui, by: 1 | -1): void {
  const { size, look } = ui.state;
  const layout = walkLayout(size, look.linear);
  const rows = detailRows(ui.state, layout.detail, layout.detailRows).length;
  const page = Math.max(1, bodyHeight(size) - 2);
  const to = ui.state.detailTop + by * page;
  ui.set({ detailTop: Math.max(0, Math.min(rows - layout.detailRows, to)) });
}
