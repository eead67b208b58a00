import { describe, expect, it } from 'vitest';
import { descriptors } from '../../../src/extract/descriptors.ts';
import { diskInside } from '../../../src/extract/disk-inside.ts';
import { failedPrograms } from '../../../src/extract/failed-programs.ts';
import type { Json } from '../../../src/session/evidence.ts';
import { context, told } from './context.ts';

const printed = (stdout: string) => [{ ...told({}), stdout }];

describe('disks through the target’s own root', () => {
  const facts = (stdout: string) => diskInside.extract(printed(stdout), context());

  it('tells the fullest by blocks and by inodes apart', () => {
    expect(facts('1000 900 900 200 100 /\n489 0 0 500 490 /var/lib/spool\n2048 2000 2000 50 0 /srv/sess\n')).toEqual({
      mounts: 3,
      fullest: 1,
      fullestPercent: 100,
      fullestPath: '/var/lib/spool',
      inodes: 1,
      inodesPercent: 100,
      inodesPath: '/srv/sess',
    });
  });

  it('counts what is kept back for root as used up, and file systems without inodes as having room', () => {
    expect(facts('1000 50 0 0 0 /data\n')).toMatchObject({ fullest: 1, inodes: 0 });
  });

  it('what was denied is not seen', () => {
    expect(facts(' /data\n')).toEqual({});
    expect(facts('')).toEqual({});
  });
});

describe('descriptors', () => {
  const facts = (stdout: string) => descriptors.extract(printed(stdout), context());

  it('are those of the process nearest to its limit, not of process 1', () => {
    expect(facts('1 4 64 sh\n6 64 64 gateway\n7 90 1048576 sleep\n')).toEqual({
      open: 64,
      limit: 64,
      share: 1,
      process: '6 (gateway)',
      processes: 3,
    });
  });

  it('a process that may not be looked at has told nothing', () => {
    expect(facts('1 0 64 root\n')).toEqual({});
  });
});

describe('programs that failed', () => {
  const one = (over: Record<string, Json>): Json => ({
    line: 'x: not found',
    times: 1,
    last: true,
    path: '/x',
    problem: 'crlf-shebang',
    text: 'a carriage return',
    seen: true,
    ...over,
  });
  const facts = (state: string, ...failures: Json[]) => failedPrograms.extract([told({ state, failures })], context());

  it('of a running target, once is no lasting trouble; of an ended one, its last lines are', () => {
    expect(facts('running', one({}))).toMatchObject({ problem: 'crlf-shebang', lasting: false });
    expect(facts('running', one({ times: 2 }))).toMatchObject({ problem: 'crlf-shebang', lasting: true });
    expect(facts('exited', one({}))).toMatchObject({ lasting: true });
    expect(facts('exited', one({ last: false, times: 9 }))).toMatchObject({ lasting: false });
  });

  it('a file that shows nothing wrong proves nothing', () => {
    expect(facts('exited', one({ problem: '', text: '' }))).toMatchObject({ failures: 1, proven: 0, problem: '' });
  });
});
