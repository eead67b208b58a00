import { captureParams, captureWords } from '../exchange/capture.ts';
import type { Scope } from '../playbook/condition.ts';
import { fillArgv, fillText, fillWith } from '../playbook/fill.ts';
import type { Step } from '../playbook/playbook.ts';
import type { Tier } from '../session/evidence.ts';

/** What taking a step will do. */
export interface Preview {
  /** Words of a command, as it will be run; empty for what is no command. */
  readonly argv: readonly string[];
  /** What else will be done: what is read, with whom what is spoken. Empty for a command. */
  readonly words: string;
  /** From where it is looked at: the first allowed place that serves; null where nothing of ours runs. */
  readonly place: { readonly view: string; readonly tier: Tier } | null;
  readonly timeoutMs: number;
}

/**
 * The same that the live observer will do with a step (src/walk/live-observer.ts), before it does; null where that is
 * not known yet: an earlier step has to tell it, or the step asks or derives.
 */
export function previewOf(step: Step, scope: Scope, allowed: ReadonlySet<Tier>, timeoutMs: number): Preview | null {
  const { action } = step;
  if (action.kind === 'read') {
    const path = action.path === null ? null : fillText(action.path, scope);
    if (path !== null && !path.ok) return null;
    return { argv: [], words: `read: ${path === null ? action.source : path.value}`, place: null, timeoutMs };
  }
  if (action.kind !== 'run' && action.kind !== 'exchange') return null;
  const place = action.in.find(({ tier }) => allowed.has(tier)) ?? null;
  if (place === null) return null;
  if (action.kind === 'run') {
    const argv = fillArgv(action.argv, scope);
    return argv.ok ? { argv: argv.value, words: '', place, timeoutMs } : null;
  }
  const parameters = fillWith(action.with, scope);
  if (!parameters.ok) return null;
  const capture = action.exchange === 'capture' ? captureParams(parameters.value) : null;
  if (capture !== null) return { argv: [], words: captureWords(capture), place, timeoutMs };
  const said = Object.entries(parameters.value).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return { argv: [], words: `exchange: ${[action.exchange, ...said].join(' ')}`, place, timeoutMs };
}
