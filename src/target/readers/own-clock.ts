import {
  FAKETIME_FILES,
  fakingLibrary,
  firstLine,
  type OwnClock,
  tellsAnotherTime,
  wrapperTold,
} from '../own-clock.ts';
import type { ReadContext } from '../reader.ts';
import { containerEnv } from './container-env.ts';

/** What gives the target's program another time than its engine's; null where nothing does. */
export async function ownClock(context: ReadContext): Promise<OwnClock | null> {
  const { container, image, files } = context;
  const env = containerEnv(context);
  const source = container ?? image;
  const wrapper = wrapperTold([...source.entrypoint, ...source.command]);
  if (wrapper !== null && tellsAnotherTime(wrapper))
    return { by: 'it is started by faketime', told: wrapper.slice(0, 80), toldBy: 'the command line' };
  const by = await preloaded(context, env);
  if (by === null) return null;
  const variable = env.get('FAKETIME');
  const home = env.get('HOME') || '/root';
  const places = [env.get('FAKETIME_TIMESTAMP_FILE') ?? '', ...FAKETIME_FILES.map((path) => path.replace('~', home))];
  const found = variable === undefined ? await firstTold(files, places) : { told: variable, toldBy: 'FAKETIME' };
  return found !== null && tellsAnotherTime(found.told) ? { by, ...found, told: found.told.slice(0, 80) } : null;
}

async function preloaded({ files, target }: ReadContext, env: ReadonlyMap<string, string>): Promise<string | null> {
  const named = fakingLibrary(env.get('LD_PRELOAD') ?? '');
  if (named !== null && (await files.stat(named)).ok) return `LD_PRELOAD names ${named}`;
  // musl reads no such file.
  if (target?.libc.family === 'musl') return null;
  const list = await files.read('/etc/ld.so.preload', 4_096);
  const listed = list.ok ? fakingLibrary(list.value.bytes.toString('utf8')) : null;
  return listed !== null && (await files.stat(listed)).ok ? `/etc/ld.so.preload names ${listed}` : null;
}

async function firstTold(files: ReadContext['files'], places: readonly string[]) {
  for (const place of places.filter((path) => path.startsWith('/'))) {
    const read = await files.read(place, 4_096);
    if (read.ok) return { told: firstLine(read.value.bytes.toString('utf8')), toldBy: place };
  }
  return null;
}

/** The same for a line of evidence; empty without. */
export function ownClockLine(own: OwnClock | null): string {
  return own === null ? '' : `${own.by}; ${own.toldBy} says ${own.told}`;
}

/** The same as data of evidence. */
export function ownClockData(own: OwnClock | null): { by: string; told: string; toldBy: string } | null {
  return own === null ? null : { by: own.by, told: own.told, toldBy: own.toldBy };
}
