import { describe, expect, it } from 'vitest';
import { advise } from '../../../src/commands/advise.ts';
import { captureIo } from './capture-io.ts';

describe('walkdown advise', () => {
  it('decides from answers that were given, and says why', async () => {
    const io = captureIo({});
    expect(await advise(['--answers', 'runtime=python,prebuilt=yes'], io)).toBe(0);
    expect(io.out()).toContain('Base: Debian slim');
    expect(io.out()).toContain('because');
    expect(io.out()).toContain('Python: wheels for glibc are the rule');
  });

  it('asks on a terminal, a number at a time, and again where the answer is none', async () => {
    const io = captureIo({}, '1\n2\n1\nten\n1\n2\n1\n1\n2\n');
    expect(await advise([], io)).toBe(0);
    expect(io.out()).toContain('What runs in it?');
    expect(io.out()).toContain('A number from 1 to');
    expect(io.out()).toContain('Base: distroless');
  });

  it('ends in one line where the answers end before the questions', async () => {
    await expect(advise([], captureIo({}, '1\n'))).rejects.toMatchObject({ exitStatus: 2 });
  });

  it.each([
    [['--answers', 'runtime=cobol'], 'runtime takes one of go'],
    [['--answers', 'colour=red'], '--answers knows runtime'],
    [[], 'this is not a terminal'],
    [['checkout'], 'as image:REF'],
    [['--why', 'nonsense'], '--why knows'],
    [['--format', 'xml'], '--format takes'],
    [['--frob'], 'See walkdown advise --help'],
  ])('says of %j what to do', async (args, words) => {
    await expect(advise(args, captureIo({}))).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringContaining(words),
    });
  });

  it('has the background by id', async () => {
    const io = captureIo({});
    await advise(['--why', 'glibc-on-alpine'], io);
    expect(io.out()).toContain('glibc put onto Alpine (glibc-on-alpine)');
  });
});
