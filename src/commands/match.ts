import { detectCapabilities } from '../terminal/capabilities.ts';
import { terminalSize } from '../terminal/size.ts';
import { parseCommand } from './arguments.ts';
import { UsageError, writeAll } from './io.ts';

const HELP = `walkdown match [FILE]

Reads log or error text from FILE or standard input and names the incident signatures that it
matches, best first: the symptom, the root causes that it points to, and what would tell it from
what looks the same.

  --format text|json    json: { "matches": [ { "id", "symptom", "rootCauses", "line" } ] }

Of a file the last 32 MB or 200000 lines are looked at, of a stream the first.
Exit status: 0 read, whether or not something matched; 2 bad usage, or a file that cannot be read.
`;

const SIGNATURES = 'playbooks/signatures.yaml';

export interface MatchIo {
  readonly args: readonly string[];
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * `walkdown match [FILE]`. A matching text is a hint at a cause and no finding, so the exit status is 0 with and without
 * matches, and 2 for bad usage or a file that cannot be read, said in one line on standard error. Never throws for what
 * the text or the arguments hold.
 */
export async function runMatch(io: MatchIo): Promise<number> {
  try {
    return await match(io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { showLogLine } = await import('../diagnose/log-line.ts');
    await writeAll(io.stderr, `walkdown: ${showLogLine(error.message.replaceAll('\n', ' '))}\n`);
    return error.exitStatus;
  }
}

async function match(io: MatchIo): Promise<number> {
  const { file, format, help } = parse(io.args);
  if (help) {
    await writeAll(io.stdout, HELP);
    return 0;
  }
  const { SignatureMatcher } = await import('../diagnose/match-signatures.ts');
  const matcher = new SignatureMatcher(await shippedSignatures());
  const input = await read(io, file, (line) => matcher.take(line));
  const matches = matcher.matches();
  const left = input.left || (matcher.exhausted ? 'the text is too large: only its first part was looked at' : '');
  if (format === 'json') {
    const found = matches.map(({ id, symptom, rootCauses, line }) => ({ id, symptom, rootCauses, line }));
    await writeAll(io.stdout, `${JSON.stringify({ matches: found }, null, 2)}\n`);
  } else {
    const { renderMatches, renderNoMatch } = await import('./match-report.ts');
    const width = terminalSize({ columns: io.stdout.columns, rows: undefined }).columns;
    const terminals = { stdinIsTTY: io.stdin.isTTY === true, stdoutIsTTY: io.stdout.isTTY === true };
    const { unicode } = detectCapabilities(io.env ?? process.env, terminals);
    const text =
      matches.length > 0
        ? renderMatches(matches, { width, unicode, partial: left !== '' })
        : renderNoMatch(input.empty, width);
    await writeAll(io.stdout, text);
  }
  if (left !== '') await writeAll(io.stderr, `walkdown: ${left}.\n`);
  return 0;
}

function parse(args: readonly string[]): { file: string | undefined; format: 'text' | 'json'; help: boolean } {
  const { values, positionals } = parsed(args);
  const format = values.format ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format takes text or json; "${format}" is neither.`);
  if (positionals.length > 1) throw new UsageError(`match takes one file; for several: cat FILES | walkdown match`);
  return { file: positionals[0], format, help: values.help === true };
}

function parsed(args: readonly string[]) {
  return parseCommand(args, 'match', { format: { type: 'string' }, help: { type: 'boolean', short: 'h' } });
}

async function read(io: MatchIo, file: string | undefined, take: (line: string) => void) {
  const { readLogFile, readLogStream } = await import('./log-input.ts');
  if (file !== undefined && file !== '-') return readLogFile(file, take);
  if (io.stdin.isTTY === true)
    await writeAll(io.stderr, 'Paste the log or error text, then press Ctrl-D on an empty line.\n');
  return readLogStream(io.stdin, take);
}

async function shippedSignatures() {
  const [{ loadSignatures }, { compileSignatures }, { readShippedFile }, { renderProblem }] = await Promise.all([
    import('../playbook/signatures.ts'),
    import('../diagnose/compile-signatures.ts'),
    import('./shipped-file.ts'),
    import('../playbook/problem.ts'),
  ]);
  const { value, problems } = await loadSignatures(await readShippedFile(SIGNATURES), { file: SIGNATURES });
  if (value === null)
    throw new UsageError(problems[0] === undefined ? `${SIGNATURES} cannot be read` : renderProblem(problems[0]));
  return compileSignatures(value);
}
