import type { CommandResult, RunLimits } from '../engine/engine.ts';
import type { Evidence } from '../session/evidence.ts';
import type { ViewCommand } from './views.ts';

/** Bytes of each stream that are kept of a command: more than any extractor needs, less than a screen can drown in. */
const KEEP_BYTES = 256 * 1024;

/** What is run may take, keep and tell. */
export function limitsOf({ timeoutMs, signal, onOutput }: ViewCommand): RunLimits {
  return { timeoutMs, keepBytes: KEEP_BYTES, signal, onOutput };
}

/** A command's result as evidence. `argv` is the command as the playbook names it; `byHand` what was really started. */
export function runEvidence(
  command: ViewCommand,
  result: CommandResult,
  image: { readonly ref: string; readonly id: string },
  byHand: string,
): Evidence {
  return {
    kind: 'run',
    what: command.what,
    argv: [...command.argv],
    view: command.view,
    tier: command.tier,
    image: { ref: image.ref, id: image.id },
    exitCode: result.exitCode,
    timedOut: result.timedOut,
    startedAt: result.startedAt,
    durationMs: Math.round(result.durationMs * 10) / 10,
    stdout: result.stdout,
    stderr: result.stderr,
    truncated: result.truncated,
    byHand,
  };
}
