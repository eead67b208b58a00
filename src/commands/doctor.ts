import { userInfo } from 'node:os';
import { visible } from '../notes/prose.ts';
import type { Tier } from '../session/evidence.ts';
import { bad, type Check } from './doctor/check.ts';
import { localChecks, messageOf } from './doctor/local-checks.ts';
import { parseEngineCommand } from './engine-options.ts';
import { type Command, type CommandIo, UsageError, writeAll } from './io.ts';

const HELP = `walkdown doctor

Is this machine ready for an incident? Engine, permissions, clock, toolkits, which running containers
would have no matched debug image, state directory, disk, playbook, policy, terminal. One line each.

  --dry-run IMAGE   also tries each tier that the policy allows (image, network, process; a warning only where
                    one fails: ptrace, capture, clone) against a throw-away container made from IMAGE,
                    which must be on the engine; it is removed again
  --context NAME, --host URL    which engine
  --format text|json

Exit status: 0 ready, 1 not ready, 2 bad usage, 3 no engine.
`;

const SIGN = { ok: '+', warning: '^', bad: 'x' } as const;

/** `walkdown doctor`. A warning alone is ready. */
export const doctor: Command = async (args, io) => {
  const { values, positionals } = parseEngineCommand<{ 'dry-run'?: string; format?: string }>(args, 'doctor', {
    'dry-run': { type: 'string' },
    format: { type: 'string' },
  });
  if (values.help) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  if (positionals.length > 0)
    throw new UsageError(`walkdown doctor takes no target; "${positionals[0]}" is one too many.`);
  const format = values.format ?? 'text';
  if (format !== 'text' && format !== 'json') throw new UsageError(`--format takes text or json.`);
  const say = async (checks: readonly Check[]): Promise<void> => {
    if (format === 'text') await writeAll(io.stdout, checks.map(line).join(''));
  };
  const local = await localChecks(io);
  await say(local);
  const { checks, status } = await onEngine(values, io, say);
  const all = [...local, ...checks];
  const ready = status === 0 && all.every(({ state }) => state !== 'bad');
  if (format === 'json') await writeAll(io.stdout, `${JSON.stringify({ ready, checks: all }, null, 2)}\n`);
  else await writeAll(io.stdout, ready ? '\nReady.\n' : '\nNot ready: see the lines with x.\n');
  return status !== 0 ? status : ready ? 0 : 1;
};

const DRY_RUN_TIERS: readonly Tier[] = ['image', 'network', 'process', 'ptrace', 'capture', 'clone'];

interface Values {
  readonly context?: string;
  readonly host?: string;
  readonly 'dry-run'?: string;
}

/** The lines that need an engine, said as they are there; status 3 where there is none. */
async function onEngine(
  values: Values,
  io: CommandIo,
  say: (checks: readonly Check[]) => Promise<void>,
): Promise<{ checks: Check[]; status: 0 | 3 }> {
  const [{ connectEngine }, { engineChecks }, { configured, debugConfig }] = await Promise.all([
    import('../engine/connect.ts'),
    import('./doctor/engine-checks.ts'),
    import('../walk/open-walk.ts'),
  ]);
  const labels = {
    session: `doctor-${process.pid}`,
    operator: userInfo().username,
    incident: null,
    target: null,
    lifeSeconds: 300,
  };
  const found = await connectEngine({ context: values.context, host: values.host, labels }).catch((error: unknown) => {
    if ((error as { exitStatus?: number }).exitStatus === 3) return bad('engine', messageOf(error), '');
    throw error;
  });
  if ('state' in found) {
    await say([found]);
    return { checks: [found], status: 3 };
  }
  try {
    // A configuration that cannot be obeyed has its own line; the images that everybody has are tried then.
    const debug = debugConfig(null, await configured(io.env).catch(() => configured({})));
    const checks = await engineChecks(found, debug);
    await say(checks);
    if (values['dry-run'] === undefined) return { checks, status: 0 };
    const { dryRun } = await import('./doctor/dry-run.ts');
    const { announcedFor } = await import('../walk/announced-engine.ts');
    const told = await announcedFor(found, labels, 'a dry run', (sentence) => writeAll(io.stderr, `${sentence}\n`));
    const { readPolicy, tiersAllowed } = await import('../walk/policy.ts');
    const { tiers } = tiersAllowed(DRY_RUN_TIERS, await readPolicy(), new Date());
    const tried = await dryRun(told, debug, values['dry-run'], tiers);
    await say(tried);
    return { checks: [...checks, ...tried], status: 0 };
  } finally {
    await found.close();
  }
}

function line({ state, id, text, todo }: Check): string {
  return `${SIGN[state]} ${id.padEnd(16)} ${visible(text)}${todo === '' ? '' : `  (${visible(todo)})`}\n`;
}
