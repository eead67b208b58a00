import type { Ui } from './act/ui.ts';
import { topScreen, type UiState } from './model/state.ts';

const SPIN_MS = 125;
const MINUTE_MS = 60_000;

/** Something is being waited for: its seconds are counted on the screen. */
function isWaiting(state: UiState): boolean {
  const top = topScreen(state);
  if (state.running !== null || top.name === 'opening' || top.name === 'leaving') return true;
  return top.name === 'consent' && top.plan === null;
}

/**
 * Moves the clock of the screens: eight times a second while something is being waited for, else once a minute, on the
 * minute. Not at all where every change is printed or spoken. Returns what ends it.
 */
export function startTicking(ui: Ui): () => void {
  if (ui.state.look.linear) return () => {};
  let timer: NodeJS.Timeout | undefined;
  let isFast = false;
  const tick = (): void => {
    ui.tick();
    plan();
  };
  const plan = (): void => {
    clearTimeout(timer);
    isFast = isWaiting(ui.state);
    timer = setTimeout(tick, isFast ? SPIN_MS : MINUTE_MS - (ui.outside.now() % MINUTE_MS));
    timer.unref();
  };
  plan();
  const stop = ui.store.subscribe((state) => {
    if (isWaiting(state) && !isFast) plan();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
