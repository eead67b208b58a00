import { questionOf } from '../model/asking.ts';
import { haltsAt, namedCauses } from '../model/halt.ts';
import type { StepRef } from '../model/progress.ts';
import { latestRecord } from '../model/records.ts';
import { pushed, type Screen } from '../model/state.ts';
import type { Planned } from '../ports.ts';
import { askConsent } from './consent.ts';
import { showEnd } from './ending.ts';
import { askForMore, askOfDrift, asksOf, GO_ON } from './questions.ts';
import { takeStep, walkScreen } from './taking.ts';
import type { Ui } from './ui.ts';

const WALK: Screen = { name: 'walk' };

/** A walk that was begun before: the screen where it stood. */
export function showWhereItStands(ui: Ui): void {
  const walk = ui.state.walk;
  const last = walk?.state.steps.findLast((one) => one.judgement !== null);
  const isDone = walk?.remaining.length === 0;
  // What was decided before the walk was interrupted is not asked again.
  ui.isDriftSettled = walk?.state.decisions.some((one) => one.chosen === GO_ON.label) ?? false;
  ui.set((state) => ({ ...state, stack: [{ name: 'targets' }, WALK] }));
  ui.select(last ?? null);
  if (isDone) void showEnd(ui);
}

/** Enter: the advised next thing, whatever it is. */
export function advance(ui: Ui): void {
  if (ui.walk === null) return;
  ui.isFollowing = true;
  if (ui.busy) {
    const { running } = ui.state;
    if (running !== null) ui.select(running);
  } else if (!ui.isConsentSettled) void askConsent(ui);
  else void walkOn(ui);
}

/** Takes the next step, and the next, past what is well, until there is something to decide. */
export async function walkOn(ui: Ui): Promise<void> {
  const { walk } = ui;
  if (walk === null || ui.busy) return;
  ui.busy = true;
  ui.isCancelled = false;
  ui.isFollowing = true;
  let goesOn = true;
  try {
    for (let next = nextOf(ui); goesOn && next !== null; next = nextOf(ui)) {
      goesOn = await walkStep(ui, next);
      await breath();
    }
  } finally {
    ui.busy = false;
    ui.refresh();
  }
  if (!goesOn || ui.walk !== walk) return;
  await walkScreen(ui);
  const isDone = walk.remaining().length === 0;
  if (ui.state.auto && !isDone) ui.say('auto ended: what is left asks for an answer of yours');
  ui.set({ auto: false });
  if (isDone) await showEnd(ui);
}

/** The step to take next; in auto mode one that asks nothing. Null: none is left. */
function nextOf(ui: Ui): Planned | null {
  const { walk } = ui;
  if (walk === null) return null;
  const remaining = walk.remaining();
  if (!ui.state.auto) return remaining[0] ?? null;
  return remaining.find((one) => questionOf(walk.playbook, one.step) === null) ?? null;
}

/** Takes one step. False: the walk stops here. */
async function walkStep(ui: Ui, next: Planned): Promise<boolean> {
  const { walk } = ui;
  const step = walk?.playbook.steps.find((one) => one.id === next.step);
  if (walk === null || step === undefined) return false;
  const before = namedIn(ui);
  await takeStep(ui, next, false);
  if (ui.walk !== walk) return false;
  walk.fetchAhead();
  const { auto } = ui.state;
  const isNamed = auto && namedIn(ui).some((id) => !before.includes(id));
  const halts = isNamed || haltsAt(step, latestRecord(walk.state(), next), { auto, isCancelled: ui.isCancelled });
  const asks = asksOf(ui, next);
  if (halts && step.kind === 'diagnosis') ui.select(next);
  if (asks) {
    await walkScreen(ui);
    if (ui.walk === walk && (askOfDrift(ui) || askForMore(ui, next))) return false;
  }
  if (halts && auto) {
    ui.set({ auto: false });
    ui.say('auto ended here: something was found');
  }
  return !halts;
}

function namedIn(ui: Ui): readonly string[] {
  return ui.state.walk === null ? [] : namedCauses(ui.state.walk.diagnosis);
}

/** Takes one step out of turn: the shown one again, or one picked from the list. */
export async function takeOne(ui: Ui, ref: StepRef): Promise<void> {
  const { walk } = ui;
  if (walk === null) return;
  if (ui.busy) return ui.say('a step is running; c cancels it');
  if (!ui.isConsentSettled) {
    ui.afterConsent = { step: ref.step, subject: ref.subject };
    return void askConsent(ui);
  }
  const advised = walk.remaining()[0];
  const known = latestRecord(walk.state(), ref);
  const isTaken = known?.judgement != null;
  if (!isTaken && advised !== undefined && (advised.step !== ref.step || advised.subject !== ref.subject)) {
    walk.decide(ui.titleOf(advised), ui.titleOf(ref), '');
  }
  ui.busy = true;
  ui.isCancelled = false;
  try {
    if (isTaken) {
      const tier = walk.moreFor(ref.step, ref.subject);
      if (tier !== null) ui.declined.delete(tier);
    }
    ui.isFollowing = true;
    await takeStep(ui, ref, isTaken);
    if (ui.walk !== walk) return;
    walk.fetchAhead();
  } finally {
    ui.busy = false;
    ui.refresh();
  }
  if (!asksOf(ui, ref)) return;
  await walkScreen(ui);
  if (!askOfDrift(ui)) askForMore(ui, ref);
}

/** After a step was taken out of turn: the walk goes on past it where it is well, as it would have. */
export function goOnIfWell(ui: Ui, ref: StepRef): void {
  const { walk } = ui;
  const step = walk?.playbook.steps.find((one) => one.id === ref.step);
  if (walk === null || step === undefined || ui.topIf('walk') === null) return;
  if (!haltsAt(step, latestRecord(walk.state(), ref), { auto: false, isCancelled: ui.isCancelled })) void walkOn(ui);
}

/** Ends what is running; its attempt is then inconclusive. */
export function cancelStep(ui: Ui): void {
  const { running } = ui.state;
  if (running === null || ui.walk === null) {
    ui.say('nothing is running');
    return;
  }
  ui.isCancelled = true;
  ui.set({ auto: false });
  const key = ui.walk.underWay().find((one) => one.step === running.step && one.subject === running.subject);
  ui.walk.cancel(key);
  ui.say('cancelled; r runs it again');
}

export function toggleAuto(ui: Ui): void {
  const auto = !ui.state.auto;
  ui.set({ auto });
  ui.say(auto ? 'auto: walks until something is found; a or Esc ends it' : 'auto ended');
  if (auto) advance(ui);
}

/** The other tasks of the event loop (keys, frames) have their turn between two steps that are known already. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Puts the walk screen back on top of what a question stood before. */
export function backToWalk(ui: Ui): void {
  ui.set((state) => {
    const at = state.stack.findIndex((one) => one.name === 'walk');
    return at < 0 ? pushed(state, WALK) : { ...state, stack: state.stack.slice(0, at + 1) };
  });
}
