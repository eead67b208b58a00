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
    expect(facts([failure('/opt/a', 'crlf-shebang', 1)])).toMatchObject({ lasting: false });
  });

  it('once only, but of settings that a script read at the start, last as long as it runs', () => {
    const settings = { ...failure('/etc/default/spool', 'crlf-shebang', 1), last: false, standing: true };
    expect(facts([settings])).toMatchObject({ lasting: true });
    expect(facts([settings], 'exited')).toMatchObject({ lasting: false });
  });
});

describe('a start that failed', () => {
  const start = {
    problem: 'missing-interpreter',
    path: '/app/server.js',
    interpreter: 'node',
    chain: ['/app/server.js'],
  };
  const factsAfter = (failures: Json[], entrypoint: Record<string, Json>) =>
    failedPrograms.extract(
      [told({ state: 'exited', failures })],
      context({ earlier: { entrypoint: [{ subject: '', facts: entrypoint }] } }),
    );

  it('is judged by its own step, and not once more by what the log says of it', () => {
    expect(factsAfter([failure('node', 'runtime-missing')], start)).toMatchObject({
      failures: 0,
      ofTheStart: 1,
      problem: '',
    });
    expect(factsAfter([failure('/app/server.js', 'missing-interpreter')], start)).toMatchObject({ failures: 0 });
  });

  it('hides no other failure', () => {
    const both = [failure('node', 'runtime-missing'), failure('/opt/hook', 'crlf-shebang')];
    expect(factsAfter(both, start)).toMatchObject({ failures: 1, problem: 'crlf-shebang' });
    expect(factsAfter([failure('node', 'runtime-missing')], { problem: '', path: '' })).toMatchObject({ failures: 1 });
  });
});
