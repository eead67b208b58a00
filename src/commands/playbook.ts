import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlaybookPlaces } from '../playbook/places.ts';
import { UsageError, writeAll } from './io.ts';
import type { PlaybookIo } from './playbook-io.ts';
import { complain, printable } from './playbook-problems.ts';

const HELP = `walkdown playbook list             playbooks that come with walkdown, and your own
walkdown playbook show NAME        its steps, commands and rules
walkdown playbook check FILE…      problems, as FILE:LINE:COLUMN: MESSAGE; playbooks, causes, symptoms, signatures
walkdown playbook test FILE        runs the cases and the recorded walks of its .tests.yaml; rules that none reaches fail
               --mutate            also breaks each rule in turn, and says which break no test notices
               --accept            takes what the rules make of the recorded walks for right, after a look at each
walkdown playbook schema [WHAT]    JSON Schema for editors: playbook (default), causes, symptoms, tests
walkdown playbook new NAME         begins one in .walkdown/playbooks

Your own playbooks are in .walkdown/playbooks here and in the configuration directory.
Exit status: 0 well, 1 a test failed, 2 bad usage or a file that does not load.
`;

/** `walkdown playbook …`: resolves with the exit status. */
export async function runPlaybookCommand(args: readonly string[], io: PlaybookIo): Promise<number> {
  const [command = '', ...rest] = args;
  const named = rest.filter((arg) => !arg.startsWith('-'));
  const options = rest.filter((arg) => arg.startsWith('-'));
  try {
    if (command === '--help' || command === '-h' || rest.includes('--help') || rest.includes('-h')) {
      await writeAll(io.stdout, HELP);
      return 0;
    }
    const unknown = options.find((option) => command !== 'test' || !TEST_OPTIONS.includes(option));
    if (unknown !== undefined) throw new UsageError(`walkdown playbook ${command} has no option ${unknown}`);
    const { playbookPlaces } = await import('../playbook/places.ts');
    const places = playbookPlaces(io.cwd ?? process.cwd(), io.env);
    return (await COMMANDS[command]?.(named, io, places, options)) ?? usage(command);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await writeAll(io.stderr, `walkdown: ${error.message}\n`);
    return error.exitStatus;
  }
}

const TEST_OPTIONS: readonly string[] = ['--mutate', '--accept'];

function usage(command: string): never {
  const what = command === '' ? 'what is to be done with playbooks?' : `playbook has no command "${command}".`;
  throw new UsageError(`${what} One of list, show, check, test, schema, new; see walkdown playbook --help`);
}

function one(named: readonly string[], what: string): string {
  const [name] = named;
  if (name === undefined || named.length > 1) throw new UsageError(`name one ${what}`);
  return name;
}

type Sub = (
  named: readonly string[],
  io: PlaybookIo,
  places: PlaybookPlaces,
  options: readonly string[],
) => Promise<number>;

const COMMANDS: Readonly<Record<string, Sub>> = { list, show, check, test, schema, new: create };

async function list(_named: readonly string[], io: PlaybookIo, places: PlaybookPlaces): Promise<number> {
  const { listPlaybooks, loadNamedPlaybook } = await import('../playbook/library.ts');
  const lines: string[] = [];
  for (const entry of await listPlaybooks(places)) {
    const { value, problems } = await loadNamedPlaybook(entry.file, places, io.parts);
    const what =
      value === null ? `does not load: ${problems.length} problems, see walkdown playbook check` : value.title;
    const from = entry.from === 'bundled' ? '' : `  ${entry.file}`;
    const hidden = entry.hidden ? '  (hidden by one of the same name; give its path)' : '';
    lines.push(printable(`${entry.name.padEnd(24)}  ${what}${from}${hidden}`));
  }
  await writeAll(io.stdout, `${lines.join('\n')}\n`);
  return 0;
}

async function show(named: readonly string[], io: PlaybookIo, places: PlaybookPlaces): Promise<number> {
  const { loadNamedPlaybook } = await import('../playbook/library.ts');
  const { value, problems } = await loadNamedPlaybook(one(named, 'playbook'), places, io.parts);
  if (value === null) return complain(io, problems);
  const { describePlaybook } = await import('../playbook/describe.ts');
  const lines = describePlaybook(value).split('\n').map(printable);
  await writeAll(io.stdout, lines.join('\n'));
  return 0;
}

async function check(named: readonly string[], io: PlaybookIo, places: PlaybookPlaces): Promise<number> {
  const { checkFile } = await import('../playbook/check-file.ts');
  if (named.length === 0) throw new UsageError('name the files to check');
  const { listPlaybooks } = await import('../playbook/library.ts');
  const known = await listPlaybooks(places);
  let status = 0;
  for (const name of named) {
    // A name serves as it does for show and run; a file of that name comes first.
    const file = existsSync(name) ? name : (known.find((entry) => entry.name === name && !entry.hidden)?.file ?? name);
    const { problems, summary } = await checkFile(file, places, io.parts);
    if (problems.length > 0) status = await complain(io, problems);
    else await writeAll(io.stdout, printable(`${file}: ${summary}`).concat('\n'));
  }
  return status;
}

async function test(
  named: readonly string[],
  io: PlaybookIo,
  places: PlaybookPlaces,
  options: readonly string[],
): Promise<number> {
  const { testPlaybookFile } = await import('./playbook-test.ts');
  return testPlaybookFile(one(named, 'file'), io, places, options);
}

async function schema(named: readonly string[], io: PlaybookIo): Promise<number> {
  const [what = 'playbook'] = named;
  if (what !== 'playbook' && what !== 'causes' && what !== 'symptoms' && what !== 'tests') {
    throw new UsageError(`there is no schema of "${what}"; one of playbook, causes, symptoms, tests`);
  }
  const { jsonSchema } = await import('../playbook/json-schema.ts');
  await writeAll(io.stdout, `${JSON.stringify(await jsonSchema(what), null, 2)}\n`);
  return 0;
}

async function create(named: readonly string[], io: PlaybookIo, places: PlaybookPlaces): Promise<number> {
  const name = one(named, 'name');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw new UsageError('a name is lower-case words joined by "-"');
  const { listPlaybooks } = await import('../playbook/library.ts');
  if ((await listPlaybooks(places)).some((entry) => entry.name === name)) {
    throw new UsageError(`there is a playbook "${name}" already`);
  }
  const folder = places.team[0] ?? '.';
  const { playbookSkeleton } = await import('../playbook/skeleton.ts');
  const { jsonSchema } = await import('../playbook/json-schema.ts');
  const { playbook, tests } = playbookSkeleton(name);
  const file = join(folder, `${name}.yaml`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, playbook, { flag: 'wx' });
    await writeFile(join(folder, `${name}.tests.yaml`), tests, { flag: 'wx' });
    await writeFile(join(folder, 'playbook.schema.json'), `${JSON.stringify(await jsonSchema('playbook'), null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`${file} can't be written: ${(error as Error).message}`);
  }
  await writeAll(io.stdout, `${file}\nwalkdown playbook check ${file}\n`);
  return 0;
}
