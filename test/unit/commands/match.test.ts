import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMatch } from '../../../src/commands/match.ts';
import { textWidth } from '../../../src/terminal/width.ts';

class Sink extends Writable {
  text = '';
  columns: number | undefined;
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'walkdown-match-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function run(args: string[], input: string | Buffer | Iterable<Buffer> = '', columns?: number) {
  const [stdout, stderr] = [new Sink(), new Sink()];
  stdout.columns = columns;
  const stdin =
    typeof input === 'string' || Buffer.isBuffer(input) ? Readable.from([Buffer.from(input)]) : Readable.from(input);
  const env = { LANG: 'C.UTF-8', TERM: 'xterm' };
  const status = await runMatch({ args, stdin, stdout, stderr, env });
  return { status, out: stdout.text, err: stderr.text };
}

const LOG = 'starting\nexec /app/server: no such file or directory\nexec /app/server: no such file or directory\n';

describe('walkdown match', () => {
  it('reads standard input, or a file, and names what it points to', async () => {
    const piped = await run([], LOG);
    expect(piped).toMatchObject({ status: 0, err: '' });
    expect(piped.out).toContain('1. entry-missing-elf-interpreter   wont-start, line 3, 2 times');
    expect(piped.out).toMatch(/points to\s+libc-mismatch, missing-interpreter, crlf-shebang/);
    expect(piped.out).toMatch(/or is it\s+entry-\S+: /);
    expect(piped.out).toContain('Next: walkdown TARGET --symptom wont-start');
    expect((await run([file('a.log', LOG)])).out).toBe(piped.out);
    expect((await run(['-'], LOG)).out).toBe(piped.out);
  });

  it('as JSON gives exactly what the contract says', async () => {
    const { status, out } = await run(['--format', 'json'], 'x\nFatal glibc error: CPU does not support x86-64-v2\n');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      matches: [
        {
          id: 'image-cpu-level-unsupported',
          symptom: 'wont-start',
          rootCauses: ['wrong-architecture'],
          line: 'Fatal glibc error: CPU does not support x86-64-v2',
        },
      ],
    });
    expect(JSON.parse((await run(['--format=json'], 'all is well\n')).out)).toEqual({ matches: [] });
  });

  it('says so when nothing matches, and what to do next', async () => {
    const { status, out } = await run([], 'all is well\n');
    expect(status).toBe(0);
    expect(out).toContain('No signature matches.');
    expect(out).toContain('walkdown TARGET');
    expect((await run([], '')).out).toContain('The text is empty.');
  });

  it.each([40, 80, 200])('fits into a terminal of %i columns', async (columns) => {
    const { out } = await run(
      [],
      `${LOG}${'漢'.repeat(90)} exec format error: exec /app/${'x'.repeat(300)}: exec format error`,
      columns,
    );
    expect(out.split('\n').filter((row) => textWidth(row) > columns)).toEqual([]);
  });

  it.each([
    [['--format', 'xml'], '--format takes text or json; "xml" is neither.'],
    [['--frmat'], "Unknown option '--frmat'"],
    [['a', 'b'], 'match takes one file'],
    [['/no/such/file'], 'cannot read /no/such/file: no such file.'],
    [['/'], '/ is a directory'],
  ])('with %j ends with 2 and one line that says what to do', async (args, message) => {
    const { status, out, err } = await run(args, LOG);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(`walkdown: ${message}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('tells how to read a compressed log', async () => {
    const { status, err } = await run([file('a.log.gz', Buffer.from([0x1f, 0x8b, 8, 0]))]);
    expect(status).toBe(2);
    expect(err).toContain('zcat');
  });

  it('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ status: 0, err: '' });
  });
});

describe('hostile input', () => {
  it('leaves no control character in what is shown', async () => {
    const hostile = '\0\u001b[2J\u001b]0;x\u0007 exec /a\u009b31m\u202e: exec format error\u001b]52;c;aGk=\u0007\r\n';
    for (const args of [[], ['--format', 'json']]) {
      const { status, out } = await run(args, hostile);
      expect(status).toBe(0);
      expect(out).toContain('image-arch-mismatch-exec-format');
      expect(out.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('may be no UTF-8 at all, or UTF-16 as PowerShell writes it', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xc0, 0x80, 0x0a, 0xfe]),
      Buffer.from(' exec /a: exec format error\n'),
    ]);
    expect((await run([], bytes)).out).toContain('image-arch-mismatch-exec-format');
    const utf16 = Buffer.from(`\ufeff${LOG}`, 'utf16le');
    expect((await run([], utf16)).out).toContain('entry-missing-elf-interpreter');
    expect((await run([file('u16.log', utf16)])).out).toContain('entry-missing-elf-interpreter');
  });

  it('may be one line of 100 MB', async () => {
    function* parts(): Iterable<Buffer> {
      yield Buffer.from('Fatal glibc error: CPU does not support x86-64-v2 ');
      for (let at = 0; at < 100; at++) yield Buffer.alloc(1024 * 1024, 'x');
    }
    const { status, out, err } = await run([], parts());
    expect(status).toBe(0);
    expect(out).toContain('image-cpu-level-unsupported');
    expect(err).toContain('only the first part');
  });

  it('of a long file has its end looked at, of a long stream its beginning', async () => {
    const long = `first exec /a: exec format error\n${'noise\n'.repeat(210_000)}Fatal glibc error: CPU does not support x86-64-v2`;
    const fromFile = await run([file('long.log', long)]);
    expect(fromFile.out).toContain('image-cpu-level-unsupported');
    expect(fromFile.out).toContain('line 200000 of what was read');
    expect(fromFile.out).not.toContain('first exec');
    expect(fromFile.err).toContain('only the last part');
    const piped = await run([], long);
    expect(piped.out).toContain('first exec');
    expect(piped.err).toContain('only the first part');
  });
});
