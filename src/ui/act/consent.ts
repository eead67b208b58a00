import type { Command } from '../keymap.ts';
import { bodyHeight } from '../model/layout.ts';
import { moved } from '../model/list-cursor.ts';
import { changed, popped, pushed, type Screen } from '../model/state.ts';
import type { ConsentPlan } from '../ports.ts';
import { consentRows } from '../view/consent-rows.ts';
import { oneLine } from './failure.ts';
import { leave } from './leaving.ts';
import { showHelp } from './reading.ts';
import type { Ui } from './ui.ts';
import { takeOne, walkOn } from './walking.ts';

const WALK: Screen = { name: 'walk' };

/** Asks for what the walk will need, once, before anything of ours is made; then walks. */
export async function askConsent(ui: Ui): Promise<void> {
  const { walk } = ui;
  if (walk === null || ui.topIf('consent') !== null) return;
  ui.set((state) =>
    pushed(state, { name: 'consent', plan: null, ticked: new Set(), index: 0, top: 0, since: ui.outside.now() }),
  );
  let plan: ConsentPlan | null = null;
  try {
    plan = await walk.consentPlan();
  } catch (error) {
    ui.say(oneLine(error), 'suspect');
  }
  if (ui.walk !== walk || ui.topIf('consent') === null) return;
  if (plan === null) {
    settle(ui);
    return;
  }
  const shown = plan;
  const ticked = new Set(shown.endpoints.flatMap((one, index) => (one.ticked ? [index] : [])));
  ui.set((state) => changed(state, 'consent', (screen) => ({ ...screen, plan: shown, ticked })));
}

/** Nothing more needs to be asked: the walk begins, or goes on. */
function settle(ui: Ui): void {
  ui.isConsentSettled = true;
  ui.set((state) => ({ ...state, stack: [{ name: 'targets' }, WALK] }));
  ui.walk?.fetchAhead();
  const wanted = ui.afterConsent;
  ui.afterConsent = null;
  void (wanted === null ? walkOn(ui) : takeOne(ui, wanted));
}

export function consentCommand(ui: Ui, command: Command): void {
  const screen = ui.topIf('consent');
  if (screen === null || ui.walk === null) return;
  const { plan, index, top } = screen;
  if (command === 'back') {
    ui.afterConsent = null;
    ui.set(popped);
    return;
  }
  if (command === 'help') {
    showHelp(ui);
    return;
  }
  if (command === 'leave') return void leave(ui);
  if (plan === null) return;
  const height = bodyHeight(ui.state.size);
  switch (command) {
    case 'choose':
      ui.walk.consent(
        plan,
        plan.endpoints.filter((_, at) => screen.ticked.has(at)),
      );
      settle(ui);
      return;
    case 'refuse':
      ui.walk.refuse(plan);
      settle(ui);
      return;
    case 'tick': {
      if (plan.endpoints.length === 0) return;
      const ticked = new Set(screen.ticked);
      if (!ticked.delete(index)) ticked.add(index);
      ui.set((state) => changed(state, 'consent', (one) => ({ ...one, ticked })));
      return;
    }
    case 'up':
    case 'down': {
      const next = moved(index, plan.endpoints.length, command, height);
      const { rows, endpointRows } = consentRows(
        { ...screen, index: next },
        ui.state.look,
        ui.state.size.columns - 2,
        height,
      );
      const row = endpointRows[next] ?? 0;
      const first = next === 0 && command === 'up' ? Math.max(0, top - 1) : top;
      const shown = Math.max(Math.min(first, row), row - height + 2, 0);
      const last = Math.max(0, rows.length - height);
      ui.set((state) => changed(state, 'consent', (one) => ({ ...one, index: next, top: Math.min(shown, last) })));
      return;
    }
    case 'page-up':
    case 'page-down': {
      const { rows } = consentRows(screen, ui.state.look, ui.state.size.columns - 2, height);
      const to = top + (command === 'page-down' ? height - 1 : 1 - height);
      const last = Math.max(0, rows.length - height);
      ui.set((state) => changed(state, 'consent', (one) => ({ ...one, top: Math.max(0, Math.min(last, to)) })));
      return;
    }
    default:
  }
}
