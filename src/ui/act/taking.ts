import { LEFT_AS_FOLLOW_UP } from '../../session/state.ts';
import { type Asking, questionOf } from '../model/asking.ts';
import type { StepRef } from '../model/progress.ts';
import { askOfPlaybook } from './asking.ts';
import { oneLine } from './failure.ts';
import type { Ui } from './ui.ts';

/** Takes a step and shows that it runs, or asks its question. Never rejects. */
export async function takeStep(ui: Ui, ref: StepRef, again: boolean): Promise<void> {
  const { walk } = ui;
  if (walk === null) return;
  const question = questionOf(walk.playbook, ref.step);
  const isHygiene = walk.playbook.steps.find((one) => one.id === ref.step)?.kind === 'hygiene';
  const take = (): Promise<void> =>
    walk.take(ref.step, ref.subject, again).catch((error) => ui.say(oneLine(error), 'fault'));
  const isShown = !isHygiene && ui.isFollowing;
  if (question !== null) {
    await askStep(ui, ref, question, { isHygiene, isShown, take });
    return;
  }
  ui.begin(ref, isShown);
  await take();
  ui.end();
}

/** A step that asks. Of the follow-ups none does: nobody is asked at night about what is not tonight's trouble. */
async function askStep(
  ui: Ui,
  ref: StepRef,
  question: Asking,
  how: { readonly isHygiene: boolean; readonly isShown: boolean; readonly take: () => Promise<void> },
): Promise<void> {
  if (how.isHygiene) {
    ui.walk?.skip(ref.step, ref.subject, LEFT_AS_FOLLOW_UP);
    ui.refresh();
    return;
  }
  if (how.isShown) ui.select(ref);
  await walkScreen(ui);
  const taking = how.take();
  askOfPlaybook(ui, ref, question);
  await taking;
  // A step that turned out not to apply asks nothing; its question goes with it.
  ui.set((state) => ({ ...state, stack: state.stack.filter((one) => one.name !== 'ask') }));
  ui.refresh();
}

/** Waits until the walk screen is on top: nothing is asked over what the person is reading. */
export function walkScreen(ui: Ui): Promise<void> {
  return new Promise((resolve) => {
    const isThere = (): boolean => ui.walk === null || ui.topIf('walk') !== null || ui.topIf('end') !== null;
    if (isThere()) return resolve();
    const stop = ui.store.subscribe(() => {
      if (!isThere()) return;
      stop();
      resolve();
    });
  });
}
