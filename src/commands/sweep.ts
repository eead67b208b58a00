import { parseEngineCommand } from './engine-options.ts';
import { type Command, UsageError, writeAll } from './io.ts';

const HELP = `walkdown sweep

Removes what earlier sessions left on the engine: containers that walkdown made and whose time is
over by the engine's clock. What another session still uses is left alone and listed.

  --context NAME, --host URL    which engine
  --format text|json

Exit status: 0 all that was over is gone; 1 something could not be removed; 3 no engine.
`;

/** `walkdown sweep`. Throws UsageError, and EngineError when no engine answers. */
export const sweep: Command = async (args, io) => {
  const { values, positionals } = parseEngineCommand<{ format?: string }>(args, 'sweep', {
    format: { type: 'string' },
  });
  if (values.help) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  if (positionals.length > 0)
    throw new UsageError(`walkdown sweep takes no target; "${positionals[0]}" is one too many.`);
  const format = values.format ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format takes text or json; "${format}" is neither.`);
  const [{ connectEngine }, debug] = await Promise.all([import('../engine/connect.ts'), import('../debug/sweep.ts')]);
  const engine = await connectEngine({ context: values.context, host: values.host });
  try {
    const report = await debug.sweep(engine);
    await writeAll(io.stdout, format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : debug.sweepText(report));
    return report.failed.length > 0 ? 1 : 0;
  } finally {
    await engine.close();
  }
};
