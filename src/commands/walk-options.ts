import { nearest } from '../playbook/nearest.ts';
import { SYMPTOM_IDS } from '../playbook/symptom-ids.ts';
import { TIERS, type Tier } from '../session/evidence.ts';
import { parseEndpointOption } from '../target/endpoints/option.ts';
import { parseCommand } from './arguments.ts';
import { UsageError } from './io.ts';

/** The options of the walk, alike for the TUI, `run` and `compare` (contract.md, "Options of the walk"). */
export interface WalkOptions {
  targets: string[];
  playbook: string;
  symptom: string;
  endpoints: string[];
  binary: string | null;
  expectImage: string | null;
  referenceCa: string | null;
  debugImage: string | null;
  context: string | null;
  host: string | null;
  allow: Tier[];
  timeoutSeconds: number | null;
  format: string;
  output: string | null;
  incident: string | null;
}

const RUN_FORMATS = ['text', 'md', 'json', 'junit', 'sarif'];

/** Throws UsageError with what to write instead. */
export function parseWalkOptions(
  args: string[],
  command: string,
  targets: { least: number; most: number },
): WalkOptions {
  const { values, positionals } = parseCommand(args, command, OPTIONS);
  if (positionals.length < targets.least) {
    throw new UsageError(
      `walkdown ${command} needs ${targets.least === 2 ? 'two targets' : 'a target'}: a container's name or id, image:REF or incident:ID.`,
    );
  }
  if (positionals.length > targets.most) {
    throw new UsageError(
      `walkdown ${command} takes ${targets.most === 1 ? 'one target' : `${targets.most} targets`}; "${positionals[targets.most]}" is one too many.`,
    );
  }
  return {
    targets: positionals,
    playbook: values.playbook ?? 'fast-diagnosis',
    symptom: oneOf('--symptom', values.symptom ?? 'unknown', SYMPTOM_IDS),
    endpoints: endpoints(values.endpoint ?? []),
    binary: values.binary ?? null,
    expectImage: values['expect-image'] ?? null,
    referenceCa: values['reference-ca'] ?? null,
    debugImage: values['debug-image'] ?? null,
    context: values.context ?? null,
    host: values.host ?? null,
    allow: (values.allow ?? []).map((tier) => oneOf('--allow', tier, TIERS)),
    timeoutSeconds: values.timeout === undefined ? null : seconds(values.timeout),
    format: oneOf('--format', values.format ?? 'text', RUN_FORMATS),
    output: values.output ?? null,
    incident: values.incident ?? null,
  };
}

const OPTIONS = {
  playbook: { type: 'string' },
  symptom: { type: 'string' },
  endpoint: { type: 'string', multiple: true },
  binary: { type: 'string' },
  'expect-image': { type: 'string' },
  'reference-ca': { type: 'string' },
  'debug-image': { type: 'string' },
  context: { type: 'string' },
  host: { type: 'string' },
  allow: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string' },
  incident: { type: 'string' },
} as const;

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    const meant = nearest(value, allowed);
    const hint = meant === null ? '' : ` Did you mean "${meant}"?`;
    throw new UsageError(`${option} takes one of ${allowed.join(', ')}; "${value}" is none of them.${hint}`);
  }
  return found;
}

/** Every one is a host and a port; what is not is said, not left out. */
function endpoints(all: string[]): string[] {
  for (const text of all) {
    const parsed = parseEndpointOption(text);
    if ('error' in parsed) throw new UsageError(`${parsed.error}.`);
  }
  return all;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > 3600) {
    throw new UsageError(`--timeout takes seconds from 1 to 3600; "${text}" is not that.`);
  }
  return value;
}
