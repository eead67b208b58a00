import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { pipeline } from 'node:stream/promises';
import type { Toolkit } from '../debug/toolkit/labels.ts';
import type { Answer, Engine } from '../engine/engine.ts';
import { parseEngineCommand } from './engine-options.ts';
import { type Command, type CommandIo, UsageError, writeAll } from './io.ts';

const HELP = `walkdown toolkit build musl|glibc [--base IMAGE] [--arch ARCH]
walkdown toolkit list [--format text|json]
walkdown toolkit save FILE [NAME...]
walkdown toolkit load FILE
walkdown toolkit remove NAME...|--all

The matched debug images, made before the incident: at 3 AM nothing needs the outside. Without
--base a toolkit is made from this machine's own packages; with it from an image that is on the
engine (nothing is pulled). save and load carry them to hosts without a registry, as one file.

  --context NAME, --host URL    which engine

Exit status: 0 done; 1 not done; 2 bad usage; 3 no engine.
`;

interface Values extends Record<string, string | boolean | undefined> {
  base?: string;
  arch?: string;
  all?: boolean;
  format?: string;
}

/** What is not done is said in one line, and the exit status is 1. */
class NotDone extends Error {
  readonly exitStatus = 1;
}

/** `walkdown toolkit`. Throws UsageError, NotDone, and EngineError when no engine answers. */
export const toolkit: Command = async (args, io) => {
  const { values, positionals } = parseEngineCommand<Values>(args, 'toolkit', {
    base: { type: 'string' },
    arch: { type: 'string' },
    all: { type: 'boolean' },
    format: { type: 'string' },
  });
  const [action, ...names] = positionals;
  if (values.help || action === undefined) {
    await writeAll(values.help ? io.stdout : io.stderr, HELP);
    return values.help ? 0 : 2;
  }
  const run = ACTIONS[action];
  if (!run)
    throw new UsageError(
      `walkdown toolkit takes one of ${Object.keys(ACTIONS).join(', ')}; "${action}" is none of them.`,
    );
  const { connectEngine } = await import('../engine/connect.ts');
  const labels = {
    session: `toolkit-${process.pid}`,
    operator: userInfo().username,
    incident: null,
    target: null,
    lifeSeconds: 900,
  };
  const { announcedFor } = await import('../walk/announced-engine.ts');
  const connected = await connectEngine({ context: values.context, host: values.host, labels });
  try {
    const engine = await announcedFor(connected, labels, 'a toolkit', (line) => writeAll(io.stderr, `${line}\n`));
    await run(engine, names, values, io);
    return 0;
  } finally {
    await connected.close();
  }
};

type Action = (engine: Engine, names: string[], values: Values, io: CommandIo) => Promise<void>;

const ACTIONS: Readonly<Record<string, Action>> = { build, list, save, load, remove };

async function build(engine: Engine, names: string[], values: Values, io: CommandIo): Promise<void> {
  const [libc] = names;
  if ((libc !== 'musl' && libc !== 'glibc') || names.length > 1) {
    throw new UsageError('walkdown toolkit build takes musl or glibc.');
  }
  const [{ buildToolkit }, { normalArchitecture }] = await Promise.all([
    import('../debug/toolkit/build.ts'),
    import('../target/elf/machine.ts'),
  ]);
  const machines: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
  const built = done(
    await buildToolkit(engine, {
      libc,
      base: values.base ?? null,
      architecture: values.arch ?? null,
      operator: userInfo().username,
      machineArchitecture: normalArchitecture(machines[process.arch] ?? process.arch),
      say: (line) => void io.stderr.write(`${line}\n`),
    }),
  );
  const { listingText } = await import('../debug/toolkit/listing.ts');
  const without = built.missing.length > 0 ? `  without: ${built.missing.join('; ')}\n` : '';
  await writeAll(io.stdout, `${listingText([built.toolkit], new Date())}${without}`);
}

/** The toolkits on the engine: the fitting ones for people first, by libc, then the newest. */
async function toolkitsOn(engine: Engine): Promise<Toolkit[]> {
  const { toolkitOf } = await import('../debug/toolkit/labels.ts');
  const toolkits = (await engine.listImages()).map(toolkitOf).filter((one) => one !== null);
  return toolkits.sort((a, b) => a.libc.localeCompare(b.libc) || b.builtAt.localeCompare(a.builtAt));
}

async function list(engine: Engine, names: string[], values: Values, io: CommandIo): Promise<void> {
  if (names.length > 0) throw new UsageError('walkdown toolkit list takes no name.');
  const toolkits = await toolkitsOn(engine);
  if (values.format === 'json') {
    await writeAll(io.stdout, `${JSON.stringify({ toolkits }, null, 2)}\n`);
    return;
  }
  const { listingText } = await import('../debug/toolkit/listing.ts');
  await writeAll(io.stdout, listingText(toolkits, new Date()));
}

async function save(engine: Engine, names: string[], _values: Values, io: CommandIo): Promise<void> {
  const [file, ...wanted] = names;
  if (file === undefined) throw new UsageError('walkdown toolkit save takes a file to write.');
  const chosen = await chosenOf(engine, wanted, wanted.length === 0);
  const tar = done(await engine.saveImages(chosen.map((one) => one.ref)));
  const partial = `${file}.part`;
  try {
    await pipeline(tar, createWriteStream(partial));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw new NotDone(`${file} could not be written: ${messageOf(error)}`);
  }
  await writeAll(
    io.stdout,
    `${chosen.map((one) => one.ref).join(', ')} → ${file}\nThere: walkdown toolkit load ${file}\n`,
  );
}

async function load(engine: Engine, names: string[], _values: Values, io: CommandIo): Promise<void> {
  const [file] = names;
  if (file === undefined || names.length > 1) throw new UsageError('walkdown toolkit load takes one file.');
  const input = createReadStream(file);
  const opened = new Promise<void>((resolve, reject) => {
    input.once('open', () => resolve());
    input.once('error', (error) => reject(new UsageError(`${file} cannot be read: ${error.message}`)));
  });
  await opened;
  const loaded = done(await engine.loadImages(input));
  const { listingText } = await import('../debug/toolkit/listing.ts');
  const there = (await toolkitsOn(engine)).filter((one) => loaded.includes(one.ref) || loaded.includes(one.id));
  if (there.length === 0)
    throw new NotDone(`${file} held ${loaded.join(', ')}, and none of it is a toolkit; docker rmi removes it.`);
  await writeAll(io.stdout, listingText(there, new Date()));
}

async function remove(engine: Engine, names: string[], values: Values, io: CommandIo): Promise<void> {
  if (names.length === 0 && !values.all) throw new UsageError('walkdown toolkit remove takes names, or --all.');
  for (const one of await chosenOf(engine, names, values.all === true)) {
    done(await engine.removeImage(one.ref));
    await writeAll(io.stdout, `removed ${one.ref}\n`);
  }
}

/** The toolkits named, by reference, id or the part behind the colon; or all of them. */
async function chosenOf(engine: Engine, names: readonly string[], all: boolean): Promise<Toolkit[]> {
  const toolkits = await toolkitsOn(engine);
  if (all) {
    if (toolkits.length === 0) throw new NotDone('no toolkit is on this engine.');
    return toolkits;
  }
  return names.map((name) => {
    const found = toolkits.find((one) => one.ref === name || one.id === name || one.ref.endsWith(`:${name}`));
    if (!found) throw new NotDone(`no toolkit is called ${name}; see walkdown toolkit list.`);
    return found;
  });
}

function done<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new NotDone(`${answer.reason}; ${answer.toCheckIt}`);
  return answer.value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
