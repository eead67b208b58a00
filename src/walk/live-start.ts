import { hostname } from 'node:os';
import pkg from '../../package.json' with { type: 'json' };
import type { Engine } from '../engine/engine.ts';
import type { SessionStart } from '../session/events.ts';
import type { Redactor } from '../session/redact.ts';
import type { LiveOptions } from './live-options.ts';

/** The journal's first event: who walks what with which playbook on which engine. The command line is masked. */
export function startOf(
  engine: Engine,
  id: string,
  operator: string,
  options: LiveOptions,
  redactor: Redactor,
): SessionStart {
  const { info } = engine;
  const { playbook } = options.rulebook;
  return {
    id,
    tool: { name: 'walkdown', version: pkg.version },
    playbook: { id: playbook.id, version: playbook.version, sha256: playbook.sha256 },
    engine: {
      name: info.name,
      version: info.version,
      apiVersion: info.apiVersion,
      host: info.host,
      context: info.context,
      clockSkewMs: info.clockSkewMs,
    },
    operator: `${operator}@${hostname()}`,
    incident: options.incident,
    symptom: options.symptom,
    argv: options.argv.map((word) => redactor.text(word)),
    recorded: false,
  };
}
