import { describe, expect, it } from 'vitest';
import { failedPrograms } from '../../../src/extract/failed-programs.ts';
import type { Json } from '../../../src/session/evidence.ts';
import { context, told } from './context.ts';

const failure = (path: string, problem: string, times = 5) => ({
  line: `${path}: not found`,
  times,
  last: true,
  path,
  problem,
  text: `${path} has ${problem}`,
  seen: true,
});
const facts = (failures: Json[], state = 'running') => failedPrograms.extract([told({ state, failures })], context());

describe('several that fail', () => {
  it('for another reason each are told of, all of them', () => {
    expect(
      facts([failure('/opt/a', 'crlf-shebang'), failure('/opt/b', ''), failure('/opt/c', 'missing-shared-library')]),
    ).toMatchObject({
      problem: 'crlf-shebang',
      also: ['missing-shared-library'],
      text: '/opt/a has crlf-shebang; /opt/c has missing-shared-library',
    });
  });

  it('for one reason, or one that fails in two ways, are one', () => {
    expect(facts([failure('/opt/a', 'crlf-shebang'), failure('/opt/b', 'crlf-shebang')])).toMatchObject({ also: [] });
    expect(facts([failure('/opt/a', 'libc-too-old'), failure('/opt/a', 'libstdcxx-too-old')])).toMatchObject({
      also: [],
    });
  });

  it('once only, while it runs, are nothing that lasts', () => {
    const found = facts([failure('/opt/a', 'crlf-shebang'), failure('/opt/c', 'libc-mismatch', 1)]);
    expect(found).toMatchObject({ also: [], lasting: true });
  });
});
