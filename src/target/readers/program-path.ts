import { identifyProgram } from '../program.ts';
import type { ReadContext } from '../reader.ts';

/** The file that really runs: as the target's facts have it, else as the entrypoint step or a new look finds it. */
export async function programPath(context: ReadContext): Promise<string> {
  if (context.target?.binary) return context.target.binary;
  const found = context.earlier.entrypoint?.[0]?.facts.binary;
  return typeof found === 'string' && found !== '' ? found : (await identifyProgram(context)).binary;
}
