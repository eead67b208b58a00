import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { SYMPTOM_IDS } from '../../src/playbook/symptom-ids.ts';
import { parseConfig } from '../../src/session/config.ts';
import { keymapMarkdown } from '../../src/ui/keymap-markdown.ts';
import { parsePolicy } from '../../src/walk/policy.ts';
import { libraryParts } from '../../src/walk/rulebook.ts';

/** What the README and CONTRIBUTING say is so. */

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');

/** The fenced blocks of YAML, in order. */
const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const block = (begins: string): string => blocks.find((one) => one.startsWith(begins)) ?? '';
/** The first cells of table rows. */
const cells = [...readme.matchAll(/^\| (`[^|]*(?:\\\|[^|]*)*) \|/gm)].map(([, cell = '']) => cell);

describe('README', () => {
  it('has the keys of today; vitest run -u writes them', async () => {
    const marked = /(<!-- keys:[^\n]*-->\n)[\s\S]*?(<!-- end of keys -->)/;
    expect(readme).toMatch(marked);
    const current = readme.replace(marked, (_, begin, end) => `${begin}\n${keymapMarkdown()}\n\n${end}`);
    await expect(current).toMatchFileSnapshot(join(ROOT, 'README.md'));
  });

  it('names every command, and no other', () => {
    const commands = [...read('src/cli.ts').matchAll(/^ {2}(\w+): \{\n {4}takes:/gm)].map(([, name]) => name);
    const said = cells.flatMap((cell) => /^`walkdown ([a-z]+)/.exec(cell)?.[1] ?? []);
    expect(commands.length).toBeGreaterThan(5);
    expect(said.sort()).toEqual(commands.sort());
  });

  it('names every option of the walk, and no other', () => {
    const source = read('src/commands/walk-options.ts');
    const options = [...source.matchAll(/^ {2}'?([a-z-]+)'?: \{ type: '/gm)].map(([, name]) => `--${name}`);
    const said = cells.filter((cell) => cell.startsWith('`--')).flatMap((cell) => cell.match(/--[a-z-]+/g) ?? []);
    expect(options.length).toBeGreaterThan(10);
    expect(said.sort()).toEqual(options.sort());
  });

  it('names every symptom', () => {
    const row = readme.split('\n').find((line) => line.startsWith('| `--symptom ID`')) ?? '';
    const said = [...row.matchAll(/`([a-z-]+)`/g)].map(([, id = '']) => id);
    expect(said.sort()).toEqual([...SYMPTOM_IDS].sort());
  });

  it('names every playbook that comes with walkdown', () => {
    const folder = join(ROOT, 'playbooks');
    const playbooks = readdirSync(folder).filter(
      (name) => name.endsWith('.yaml') && /^schema: walkdown\.playbook\//m.test(read(join('playbooks', name))),
    );
    expect(playbooks.length).toBeGreaterThan(0);
    for (const name of playbooks) expect(readme).toContain(`\`${name.replace('.yaml', '')}\``);
  });

  it('shows a playbook that loads', async () => {
    const text = block('schema: walkdown.playbook/1');
    const { value, problems } = await loadPlaybook(text, { ...(await libraryParts()), file: 'README.md' });
    expect(problems).toEqual([]);
    const rules = value?.steps.reduce((sum, step) => sum + step.rules.length, 0);
    expect(readme).toContain(`${value?.id}.yaml: ${value?.steps.length} steps, ${rules} rules, no problem`);
  });

  it('shows a configuration and a policy that are understood', async () => {
    const config = await parseConfig(block('# config.yaml'), 'config.yaml');
    expect(config.debug.rules).toHaveLength(1);
    expect(config.engines).toMatchObject({ 'node-2': 'ssh://ops@node-2' });
    expect(config.keep.days).toBe(90);
    const policy = await parsePolicy(block('# policy.yaml'), 'policy.yaml');
    expect(policy.freezes).toHaveLength(2);
  });

  it('names incidents that come with walkdown', () => {
    const named = [...readme.matchAll(/\bincident:([a-z-]+)/g)].map(([, id]) => id);
    expect(named.length).toBeGreaterThan(0);
    for (const id of named) expect(existsSync(join(ROOT, 'playbooks', 'incidents', `${id}.jsonl`)), id).toBe(true);
  });
});

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (file) => {
  it('links to files that are there', () => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names files that are there', () => {
    const named = [...read(file).matchAll(/`((?:src|test|playbooks)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(file).matchAll(/\bnpm run ([a-z]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
