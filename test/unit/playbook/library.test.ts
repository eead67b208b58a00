import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlaybookCommand } from '../../../src/commands/playbook.ts';
import { checkFile } from '../../../src/playbook/check-file.ts';
import { listPlaybooks, loadLibrary, loadNamedPlaybook } from '../../../src/playbook/library.ts';
import { bundledDir, type PlaybookPlaces } from '../../../src/playbook/places.ts';
import { renderProblem } from '../../../src/playbook/problem.ts';
import { cause } from '../diagnose/helpers.ts';
import { ELSE_OK, EXTRACTORS, HEAD, stepText } from './helpers.ts';

const RULES = `      - { when: facts.seconds > limits.slow && facts.found, is: suspect, code: DNS-001, say: "{seconds} s" }\n${ELSE_OK}`;
const PARTS = { extractors: EXTRACTORS };
let root = '';
let places: PlaybookPlaces;

function put(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'walkdown-library-'));
  places = {
    bundled: join(root, 'bundled'),
    team: [join(root, '.walkdown/playbooks'), join(root, 'nowhere')],
    cwd: root,
  };
  put('bundled/small.yaml', `${HEAD}steps:\n${stepText(RULES)}`);
  put(
    'bundled/causes.yaml',
    `schema: walkdown.causes/1\ncauses:\n${cause('slow-dns', '    likely: [{ step: dns-timing, codes: [DNS-001] }]\n')}`,
  );
  put('bundled/notes.yaml', 'schema: something/1\n');
  put(
    '.walkdown/playbooks/ours.yaml',
    `${HEAD.replace('id: small', 'id: ours')}steps:\n${stepText(ELSE_OK, '', 'own-step')}`,
  );
  put('.walkdown/playbooks/small.yaml', 'schema: walkdown.playbook/1\nid: [\n');
  put(
    '.walkdown/playbooks/causes.yaml',
    `schema: walkdown.causes/1\ncauses:\n${cause('our-cause', '    likely: [{ step: own-step, codes: [DNS-000] }, { cause: slow-dns, at: likely }]\n')}`,
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('where playbooks are found', () => {
  it('bundled ones go before a team’s of the same name; other files are passed over', async () => {
    const entries = await listPlaybooks(places);
    expect(entries.map(({ name, from, hidden }) => [name, from, hidden])).toEqual([
      ['small', 'bundled', false],
      ['ours', 'team', false],
      ['small', 'team', true],
    ]);
    const { value } = await loadNamedPlaybook('small', places, PARTS);
    expect(value?.file).toBe('playbooks/small.yaml');
  });

  it('names that are not there, and files that can not be read, are one problem each', async () => {
    const say = async (name: string): Promise<string> =>
      (await loadNamedPlaybook(name, places, PARTS)).problems.map(renderProblem).join('\n');
    expect(await say('smal')).toBe('playbook: there is no playbook "smal" (did you mean "small"?)');
    expect(await say('nope/x.yaml')).toBe('nope/x.yaml: there is no such file');
    expect(await say('bundled/')).toBe('bundled/: it is not a file');
    put('big.yaml', '#'.repeat(1_000_001));
    expect(await say('big.yaml')).toBe('big.yaml: it is larger than 1 MB');
    execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
    expect(await say('./pipe.yaml')).toBe('./pipe.yaml: it is not a file');
    expect(await say('.walkdown/playbooks/small.yaml')).toMatch(/^\.walkdown\/playbooks\/small\.yaml:3:1: /);
  });

  it('a playbook that causes cite and that does not load is what is told, not that its steps are not there', async () => {
    const elsewhere = mkdtempSync(join(root, 'broken-'));
    const own = { bundled: elsewhere, team: [], cwd: root };
    const in_ = (name: string, text: string) => writeFileSync(join(elsewhere, name), text);
    in_('other.yaml', `${HEAD.replace('id: small', 'id: other')}steps:\n${stepText(ELSE_OK, '', 'own-step')}`);
    in_('small.yaml', `${HEAD}steps:\n${stepText(RULES.replace('facts.found', 'facts.fuond'))}`);
    const cited = cause('slow-dns', '    likely: [{ step: dns-timing, codes: [DNS-001] }]\n');
    in_('causes.yaml', `schema: walkdown.causes/1\ncauses:\n${cited}`);
    const { problems } = await loadLibrary('other', own, PARTS);
    expect(problems.map(renderProblem).join('\n')).toMatch(/small\.yaml.*fuond/);
    expect(problems.map(renderProblem).join('\n')).not.toContain('there is no step');
    const { problems: checked } = await checkFile(join(elsewhere, 'causes.yaml'), own, PARTS);
    expect(checked.map(renderProblem).join('\n')).toMatch(/small\.yaml.*fuond/);
  });

  it('a playbook comes with the bundled causes and a team’s own', async () => {
    const { value, problems } = await loadLibrary('small', places, PARTS);
    expect(problems).toEqual([]);
    expect(value?.causes.map(({ id, file }) => [id, file])).toEqual([
      ['slow-dns', 'playbooks/causes.yaml'],
      ['our-cause', join(root, '.walkdown/playbooks/causes.yaml')],
    ]);
  });

  it('walkdown’s own are beside it', () => {
    expect(readFileSync(join(bundledDir(), 'fast-diagnosis.yaml'), 'utf8')).toContain('walkdown.playbook/1');
  });
});

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const env = { XDG_CONFIG_HOME: join(root, 'config') };
  const status = await runPlaybookCommand(args, { stdout, stderr, env, parts: PARTS, cwd: root });
  return { status, out: stdout.text, err: stderr.text };
}

describe('walkdown playbook', () => {
  it('check says what is wrong, where, and ends with 2', async () => {
    put('good.yaml', `${HEAD}steps:\n${stepText(RULES)}`);
    expect(await run('check', 'good.yaml')).toEqual({
      status: 0,
      out: 'good.yaml: 1 steps, 2 rules, no problem\n',
      err: '',
    });
    put(
      'bad.yaml',
      `${HEAD}steps:\n${stepText(RULES.replace('facts.found', 'facts.fund').replace('{seconds}', '{secnds}'))}`,
    );
    const { status, out, err } = await run('check', 'bad.yaml');
    expect([status, out]).toEqual([2, '']);
    expect(err.split('\n')).toEqual([
      'bad.yaml:19:54: the extractor "getent" has no fact "fund" (did you mean "found"?)',
      'bad.yaml:19:95: {secnds} is not known in the facts of "getent" (did you mean "seconds"?)',
      '',
    ]);
  });

  it('a file’s escape sequences never reach the terminal', async () => {
    put('evil.yaml', `${HEAD}"\\e[31mx": 1\nsteps:\n${stepText(RULES)}`);
    const { status, err } = await run('check', 'evil.yaml');
    expect(status).toBe(2);
    expect(err).toContain('unknown key "\\x1b[31mx"');
    expect(err).not.toContain('\u001b');
  });

  it('test runs the cases beside the file, and misses rules that none reaches', async () => {
    put('tested.yaml', `${HEAD}steps:\n${stepText(RULES)}`);
    const cases = (more: string): string =>
      `schema: walkdown.playbook-tests/1\ncases:\n  - step: dns-timing\n    facts: { seconds: 2, found: true }\n    expect: { outcome: suspect, code: DNS-001 }\n${more}`;
    put('tested.tests.yaml', cases(''));
    expect(await run('test', 'tested.yaml')).toEqual({
      status: 1,
      out: '1 of 1 cases passed, 1 of 2 rules reached\n',
      err: 'tested.yaml:20:1: no test reaches DNS-000 of dns-timing\n',
    });
    put(
      'tested.tests.yaml',
      cases('  - { step: dns-timing, facts: { seconds: 0.5, found: true }, expect: { outcome: ok, says: "0.5 s" } }\n'),
    );
    const passed = await run('test', 'tested.yaml', '--mutate');
    expect(passed).toMatchObject({ status: 0, err: '' });
    expect(passed.out).toBe('2 of 2 cases passed, 2 of 2 rules reached\nmutants: 3 of 3 noticed, 100 %\n');
  });

  it('test tells cases that come out otherwise, broken cases, and rules that no test holds in place', async () => {
    put('weak.yaml', `${HEAD}steps:\n${stepText(RULES)}`);
    put(
      'weak.tests.yaml',
      'schema: walkdown.playbook-tests/1\ncases:\n  - { step: dns-timing, facts: { seconds: 0.5, found: false }, expect: { outcome: ok } }\n  - { step: dns-timing, facts: { seconds: 0.5, found: true }, expect: { outcome: fault } }\n  - { step: dns-timing, facts: { second: 1 }, expect: { outcome: ok } }\n  - { step: nope, expect: { outcome: ok } }\n  - { step: dns-timing, facts: { seconds: "1" }, expect: { outcome: ok } }\n',
    );
    const { status, out, err } = await run('test', 'weak.yaml', '--mutate');
    expect(status).toBe(1);
    expect(err).toContain('weak.tests.yaml:4:5: dns-timing: expected fault, got ok DNS-000: It took 0.5 s');
    expect(err).toContain('step "dns-timing" has no fact "second" (did you mean "seconds"?)');
    expect(err).toContain('there is no step "nope"');
    expect(err).toContain('the fact "seconds" is of type double');
    expect(out).toContain('weak.yaml:19: no test notices: DNS-001 of dns-timing dropped');
    expect(out).toContain('mutants: 0 of 3 noticed, 0 %');
  });

  it('new begins a playbook that loads and passes its tests', async () => {
    const { status, out } = await run('new', 'my-checks');
    expect(status).toBe(0);
    const file = out.split('\n')[0] ?? '';
    expect(await run('check', file)).toMatchObject({ status: 0, err: '' });
    expect(await run('test', file, '--mutate')).toMatchObject({ status: 0, err: '' });
    expect(await run('test', 'my-checks')).toMatchObject({ status: 0, err: '' });
    expect(await run('new', 'my-checks')).toMatchObject({ status: 2, out: '' });
    expect((await run('new', '../x')).status).toBe(2);
  });

  it('list and show', async () => {
    const { out } = await run('list');
    expect(out).toContain('fast-diagnosis');
    expect(out).toMatch(/ours +A small one +.*ours\.yaml/);
    expect(out).toMatch(/small +does not load: 1 problems/);
    const shown = await run('show', 'ours');
    expect(shown.status).toBe(0);
    expect(shown.out).toContain('own-step: Name resolution time');
    expect(shown.out).toContain('$ getent ahosts {subject}   in sidecar at network');
    expect(shown.out).toContain('else → ok DNS-000: It took {seconds} s');
    expect(await run('show', 'nope')).toMatchObject({ status: 2, out: '' });
  });

  it('schema is for editors', async () => {
    for (const what of ['playbook', 'causes', 'symptoms', 'tests']) {
      const schema = JSON.parse((await run('schema', what)).out) as Record<string, unknown>;
      expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
      expect(schema.additionalProperties).toBe(false);
    }
    expect((await run('schema', 'nope')).status).toBe(2);
  });

  it.each([[['nope']], [[]], [['check']], [['list', '--x']], [['check', 'gone.yaml']]])(
    'bad usage %j is one line and 2',
    async (args) => {
      const { status, out, err } = await run(...args);
      expect([status, out]).toEqual([2, '']);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    },
  );
});
