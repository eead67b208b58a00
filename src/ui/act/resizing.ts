import type { TerminalSize } from '../../terminal/size.ts';
import { resizedTargets } from '../model/targets.ts';
import { targetListHeight } from './targets.ts';
import type { Ui } from './ui.ts';

/** The window has another size: what the cursors are on stays visible. */
export function resize(ui: Ui, size: TerminalSize): void {
  ui.set({ size });
  ui.set({ targets: resizedTargets(ui.state.targets, targetListHeight(ui)) });
}
