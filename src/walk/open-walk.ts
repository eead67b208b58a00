import { DEFAULT_DEBUG_CONFIG, type DebugConfig } from '../debug/config.ts';
import { playbookPlaces } from '../playbook/places.ts';
import type { Step } from '../playbook/playbook.ts';
import type { Config } from '../session/config.ts';
import { engineOfTarget } from './target-engine.ts';
import { parseTargetRef } from './target-ref.ts';
import type { WalkSession } from './walk-session.ts';

/** What the options of the walk say (contract.md), whichever skin asks. */
export interface OpenWalkOptions {
  readonly target: string;
  readonly playbook: string;
  readonly symptom: string;
  readonly endpoints: readonly string[];
  readonly binary: string | null;
  readonly expectImage: string | null;
  readonly referenceCaPem: string | null;
  readonly debugImage: string | null;
  readonly context: string | null;
  readonly host: string | null;
  readonly timeoutSeconds: number | null;
  readonly incident: string | null;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly onProgress?: (what: string) => void;
  readonly ask: ((step: Step, signal?: AbortSignal) => Promise<string | null>) | null;
  readonly signal?: AbortSignal;
  readonly consentFirst: boolean;
}

/**
 * Opens a walk of whatever TARGET names. Throws errors that say in one line what to do and carry the contract's exit
 * status as `exitStatus`.
 */
export async function openWalk(options: OpenWalkOptions): Promise<WalkSession> {
  const { loadRulebook } = await import('./rulebook.ts');
  const rulebook = loadRulebook(options.playbook, playbookPlaces(options.cwd, options.env));
  // It is awaited below, after the engine was asked; until then a failure of it is not unhandled.
  rulebook.catch(() => undefined);
  const ref = parseTargetRef(options.target);
  if (ref.kind === 'incident') {
    const { openIncident } = await import('./open-recorded.ts');
    return openIncident(ref.id, await rulebook);
  }
  const [{ openLive }, config] = await Promise.all([import('./open-live.ts'), configured(options.env)]);
  const { engines } = config;
  return openLive({
    target: ref.kind === 'image' ? `image:${ref.ref}` : ref.name,
    ...engineOfTarget(ref, options, engines),
    engines,
    symptom: options.symptom,
    endpoints: options.endpoints,
    binary: options.binary,
    expectImage: options.expectImage,
    referenceCaPem: options.referenceCaPem,
    debug: debugConfig(options.debugImage, config),
    timeoutMs: options.timeoutSeconds === null ? null : options.timeoutSeconds * 1000,
    incident: options.incident,
    rulebook: await rulebook,
    argv: options.argv,
    onProgress: options.onProgress,
    ask: options.ask,
    consentFirst: options.consentFirst,
    signal: options.signal,
  });
}

/** The configuration of whoever runs walkdown. Throws SettingsError. */
export async function configured(env: OpenWalkOptions['env']): Promise<Config> {
  const { readConfig } = await import('../session/config.ts');
  return readConfig(env);
}

/** What the command line and the configuration say of debug images. */
export function debugConfig(askedFor: string | null, { debug }: Pick<Config, 'debug'>): DebugConfig {
  return { askedFor, rules: debug.rules, patterns: debug.patterns ?? DEFAULT_DEBUG_CONFIG.patterns };
}
