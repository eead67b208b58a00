import type { EngineInfo, OwnContainerSpec } from '../engine/engine.ts';
import { shellWord } from '../target/shell-word.ts';

/** A command line that a person can paste. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

/** `docker`, with what it needs to reach the same engine. */
export function engineCommand(info: Pick<EngineInfo, 'name' | 'host' | 'context'>): string[] {
  if (info.name === 'podman') return ['podman'];
  if (info.context !== null && info.context !== 'default') return ['docker', '--context', info.context];
  const usual = info.host === '' || info.host === 'unix:///var/run/docker.sock';
  return usual ? ['docker'] : ['docker', '--host', info.host];
}

/**
 * The command line that makes the same container and runs the same command in it.
 * `names`: how a person calls the containers and the image (names instead of ids).
 */
export function byHandRun(
  info: Pick<EngineInfo, 'name' | 'host' | 'context'>,
  spec: Pick<
    OwnContainerSpec,
    'argv' | 'env' | 'user' | 'joinNetworkOf' | 'joinPidsOf' | 'capabilities' | 'volumesFrom' | 'stdin' | 'workingDir'
  >,
  names: { readonly target: string; readonly image: string },
): string {
  const [program = '', ...rest] = spec.argv;
  const words = [...engineCommand(info), 'run', '--rm'];
  if (spec.stdin) words.push('-i');
  words.push('--network', spec.joinNetworkOf ? `container:${names.target}` : 'none');
  if (spec.joinPidsOf) words.push('--pid', `container:${names.target}`);
  words.push('--user', spec.user, '--cap-drop', 'ALL');
  for (const capability of spec.capabilities) words.push('--cap-add', capability);
  words.push('--security-opt', 'no-new-privileges', '--read-only');
  if (spec.volumesFrom) words.push('--volumes-from', `${names.target}:ro`);
  if (spec.workingDir) words.push('--workdir', spec.workingDir);
  for (const entry of spec.env) words.push('--env', entry);
  words.push('--entrypoint', program, names.image, ...rest);
  return shellLine(words);
}
