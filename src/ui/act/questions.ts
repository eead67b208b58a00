import type { Tier } from '../../session/evidence.ts';
import type { Command } from '../keymap.ts';
import { DRIFT } from '../model/halt.ts';
import type { StepRef } from '../model/progress.ts';
import { latestRecord } from '../model/records.ts';
import { type Choice, popped, pushed, type Question } from '../model/state.ts';
import { showEnd } from './ending.ts';
import { leaveNow } from './leaving.ts';
import type { Ui } from './ui.ts';
import { goOnIfWell, takeOne, walkOn } from './walking.ts';

/** What the tiers beyond the first consent may do, for the one who is asked. */
const TIER_WORDS: Readonly<Partial<Record<Tier, string>>> = {
  process: "a container of ours in the target's process namespace, as the target's own user, without capabilities",
  ptrace:
    "a container of ours as root with SYS_PTRACE, SYS_CHROOT and DAC_READ_SEARCH in the target's namespaces; it can see the target's memory and files",
  capture: "a container of ours with NET_RAW and SETGID in the target's network; it sees the packets that come and go",
  clone:
    'a copy of the target from the same image, stripped of labels, ports and restart policy; the original is not touched',
};

const STOP: Choice = { value: 'stop', label: 'Stop here and fix the deployment', about: 'advised' };
export const GO_ON: Choice = { value: 'go-on', label: 'Go on anyway', about: 'noted as a decision of yours' };

/** Whether a question stands after a step: the image is the wrong one, or more privilege would show what is unseen. */
export function asksOf(ui: Ui, ref: StepRef): boolean {
  return driftOf(ui) !== undefined || tierOf(ui, ref) !== null;
}

function driftOf(ui: Ui): { readonly title: string } | undefined {
  if (ui.isDriftSettled) return undefined;
  return ui.state.walk?.diagnosis.rootCauses.find((one) => one.id === DRIFT && one.certainty === 'confirmed');
}

function tierOf(ui: Ui, ref: StepRef): Tier | null {
  const { walk } = ui;
  if (walk === null || ui.state.auto || ui.isCancelled) return null;
  if (latestRecord(walk.state(), ref)?.judgement?.outcome !== 'inconclusive') return null;
  const tier = walk.moreFor(ref.step, ref.subject);
  return tier === null || ui.declined.has(tier) ? null : tier;
}

/** Asks whether to go on with the wrong image, once. True: the question stands on the screen. */
export function askOfDrift(ui: Ui): boolean {
  const drift = driftOf(ui);
  if (drift === undefined) return false;
  ui.isDriftSettled = true;
  ui.set({ auto: false });
  ask(ui, { kind: 'drift', text: drift.title }, [STOP, GO_ON]);
  return true;
}

/** Asks for a tier that would show what could not be seen. True: the question stands on the screen. */
export function askForMore(ui: Ui, ref: StepRef): boolean {
  const tier = tierOf(ui, ref);
  if (tier === null) return false;
  const what = TIER_WORDS[tier] ?? `more than was allowed: the ${tier} tier`;
  // Packets are others' business, too: which ones, and for how long, is part of the question and of the notes.
  const does = tier === 'capture' ? ui.walk?.preview?.(ref.step, ref.subject, tier)?.command : undefined;
  const text = does === undefined ? what : `${what}; ${does}`;
  ask(ui, { kind: 'more', tier, ref, text }, [
    { value: 'no', label: 'Leave it unseen', about: 'it stands under "not checked"; r asks again' },
    { value: 'yes', label: `Allow ${tier} for this walk`, about: 'written into the notes' },
  ]);
  return true;
}

export function askToLeave(ui: Ui): void {
  ask(ui, { kind: 'leave' }, [
    { value: 'stay', label: 'Stay', about: 'the step goes on' },
    { value: 'leave', label: 'Leave', about: 'the step is ended; what was found is kept' },
  ]);
}

function ask(ui: Ui, question: Question, choices: readonly Choice[]): void {
  ui.set((state) => pushed({ ...state, message: null }, { name: 'question', question, choices }));
}

export function answerQuestion(ui: Ui, value: string): void {
  const screen = ui.topIf('question');
  if (screen === null || ui.walk === null) return;
  const { question } = screen;
  ui.set(popped);
  if (question.kind === 'leave') {
    if (value === 'leave') void leaveNow(ui);
  } else if (question.kind === 'drift') answerDrift(ui, value);
  else answerMore(ui, question, value);
}

function answerDrift(ui: Ui, value: string): void {
  if (value === 'go-on') {
    ui.walk?.decide(STOP.label, GO_ON.label, '');
    void walkOn(ui);
    return;
  }
  ui.set({ stopped: true });
  void showEnd(ui);
}

function answerMore(ui: Ui, question: Extract<Question, { kind: 'more' }>, value: string): void {
  if (value === 'yes') {
    ui.walk?.allow(question.tier, question.text);
    void takeOne(ui, question.ref).then(() => goOnIfWell(ui, question.ref));
    return;
  }
  ui.declined.add(question.tier);
  void walkOn(ui);
}

/** Escape gives the answer that changes nothing. */
export function questionCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('question');
  if (screen === null || command !== 'back') return;
  if (screen.question.kind === 'more') ui.declined.add(screen.question.tier);
  ui.set(popped);
}
