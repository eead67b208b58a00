import type { Command } from '../keymap.ts';
import { bodyHeight } from '../model/layout.ts';
import type { Move } from '../model/list-cursor.ts';
import { pushed } from '../model/state.ts';
import { movedTargets, TARGET_KINDS, type Targets, withFilter, withKind, withRows } from '../model/targets.ts';
import { oneLine } from './failure.ts';
import { leave } from './leaving.ts';
import { openTarget } from './opening.ts';
import { showHelp } from './reading.ts';
import type { Ui } from './ui.ts';

/** Rows of the target screen that are not the list: see TargetsScreen. */
const AROUND_THE_LIST = 5;

export function targetListHeight(ui: Ui): number {
  return Math.max(1, bodyHeight(ui.state.size) - AROUND_THE_LIST);
}

export function targetsCommand(ui: Ui, command: Command): void {
  const { targets } = ui.state;
  const height = targetListHeight(ui);
  const put = (next: Targets): void => ui.set({ targets: next });
  switch (command) {
    case 'choose': {
      const row = targets.shown[targets.index];
      if (row !== undefined) void openTarget(ui, row.key, row.name);
      return;
    }
    case 'next-kind':
      nextKind(ui, 1);
      return;
    case 'previous-kind':
      nextKind(ui, -1);
      return;
    case 'erase':
      put(withFilter(targets, Array.from(targets.filter).slice(0, -1).join(''), height));
      return;
    case 'back':
      put(withFilter(targets, '', height));
      return;
    case 'refresh':
      void readTargets(ui);
      return;
    case 'help':
      showHelp(ui);
      return;
    case 'leave':
      void leave(ui);
      return;
    default:
      put(movedTargets(targets, command as Move, height));
      return;
  }
}

/** What is typed narrows the list; the slash that people type first is no part of any name's beginning. */
export function filterTargets(ui: Ui, typed: string): void {
  const { targets } = ui.state;
  if (targets.filter === '' && typed === '/') return;
  ui.set({ targets: withFilter(targets, targets.filter + typed, targetListHeight(ui)) });
}

function nextKind(ui: Ui, direction: 1 | -1): void {
  const { targets } = ui.state;
  const count = TARGET_KINDS.length;
  const at = (TARGET_KINDS.indexOf(targets.kind) + direction + count) % count;
  ui.set({ targets: withKind(targets, TARGET_KINDS[at] ?? 'container') });
  void readTargets(ui);
}

/** Reads the list that is shown. Without an engine, and unless a kind was chosen, the recorded incidents are offered. */
export async function readTargets(ui: Ui): Promise<void> {
  const { workbench } = ui.outside;
  const { kind } = ui.state.targets;
  try {
    const rows = await workbench.list(kind);
    if (ui.state.targets.kind !== kind) return;
    const targets = { ...ui.state.targets, header: workbench.header() };
    const next = withRows(headerIfNew(ui.state.targets, targets), rows, targetListHeight(ui));
    if (next !== ui.state.targets) ui.set({ targets: next });
    if (kind === 'container') await offerUnfinished(ui);
  } catch (error) {
    if (ui.state.targets.kind !== kind) return;
    const trouble = oneLine(error);
    const rows = ui.state.targets.rows ?? [];
    ui.set({ targets: { ...ui.state.targets, header: workbench.header(), rows, trouble } });
  }
  const { targets } = ui.state;
  if (targets.header.trouble !== null && targets.kind === 'container' && !targets.isKindChosen && isEmpty(targets)) {
    ui.set({ targets: { ...withKind(targets, 'incident'), isKindChosen: false } });
    await readTargets(ui);
  }
}

/** Said once, when the list is there: a walk that was killed is not lost, and nobody looks for it by himself. */
async function offerUnfinished(ui: Ui): Promise<void> {
  if (ui.hasOfferedUnfinished) return;
  ui.hasOfferedUnfinished = true;
  const sentence = await ui.outside.workbench.unfinished?.();
  if (sentence && ui.topIf('targets') !== null && ui.state.message === null) ui.say(sentence);
}

function isEmpty(targets: Targets): boolean {
  return targets.filter === '' && (targets.rows?.length ?? 0) === 0;
}

function headerIfNew(before: Targets, after: Targets): Targets {
  const a = before.header;
  const b = after.header;
  return a.engine === b.engine && a.where === b.where && a.trouble === b.trouble ? before : after;
}

/** Back at the list of targets, with nothing open. */
export function showTargets(ui: Ui): void {
  ui.set((state) => pushed({ ...state, stack: [] }, { name: 'targets' }));
  void readTargets(ui);
}
