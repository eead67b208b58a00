import type { TargetRef } from './target-ref.ts';

/** Which engine a target is on, as `connectEngine` takes it. */
export interface TargetEngine {
  readonly context: string | null;
  readonly host: string | null;
}

/**
 * The engine of a TARGET: what stands before its slash, by the configuration's `engines` else as a Docker context; without
 * one what --context and --host say. What is written with the target counts more than an option for all of them. Pure.
 */
export function engineOfTarget(
  ref: TargetRef,
  options: TargetEngine,
  engines: Readonly<Record<string, string>>,
): TargetEngine {
  const prefix = ref.kind === 'container' ? ref.context : null;
  if (prefix === null) return { context: options.context, host: options.host };
  const named = Object.hasOwn(engines, prefix) ? engines[prefix] : undefined;
  if (named === undefined) return { context: prefix, host: null };
  return named.includes('://') ? { context: null, host: named } : { context: named, host: null };
}
