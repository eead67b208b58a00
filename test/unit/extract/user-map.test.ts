import { describe, expect, it } from 'vitest';
import { userMap } from '../../../src/extract/user-map.ts';
import type { Evidence } from '../../../src/session/evidence.ts';

const of = (stdout: string) => userMap.extract([{ kind: 'run', exitCode: 0, stdout } as Evidence], {} as never);

describe('uid_map', () => {
  it('of the host itself moves nobody', () => {
    expect(of('         0          0 4294967295\n')).toEqual({ shifted: false, rootOutside: 0, ids: 4294967295 });
  });

  it('of a remapping engine says who root is', () => {
    expect(of('         0     100000      65536\n')).toEqual({ shifted: true, rootOutside: 100000, ids: 65536 });
  });

  it('of a rootless engine has two rows', () => {
    const rows = '         0       1000          1\n         1     100000      65536\n';
    expect(of(rows)).toEqual({ shifted: true, rootOutside: 1000, ids: 65537 });
  });

  it('of anything else says nothing', () => {
    expect(of('cat: no such file\n')).toEqual({});
  });
});
