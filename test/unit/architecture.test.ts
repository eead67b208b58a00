import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The house, as CONTRIBUTING.md describes it: who may import whom, and what is written nowhere. */

const ROOT = join(import.meta.dirname, '..', '..');
const MOST_LINES = 350;

interface Import {
  /** Path below src/, or the package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

interface Source {
  /** Path below src/. */
  readonly path: string;
  readonly module: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .sort()
  .map(read);

function read(path: string): Source {
  const text = readFileSync(join(ROOT, 'src', path), 'utf8');
  return { path, module: moduleOf(path), text, imports: importsOf(path, text) };
}

function moduleOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
}

/** Static and dynamic imports. `import { type A }` with nothing but types in it is one of types. */
function importsOf(path: string, text: string): Import[] {
  const statics = [...text.matchAll(/^(?:import|export)\s+(type\s+)?([^;'"]*?)\s*from\s*'([^']+)'/gm)].map(
    ([, type, names = '', to = '']) => ({ to, typeOnly: type !== undefined || onlyTypes(names) }),
  );
  const others = [...text.matchAll(/^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)].map(([, bare, lazy]) => ({
    to: bare ?? lazy ?? '',
    typeOnly: false,
  }));
  return [...statics, ...others].map((one) => ({ ...one, to: resolved(path, one.to) }));
}

function onlyTypes(names: string): boolean {
  const list = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1]?.split(',') ?? [];
  const said = list.map((name) => name.trim()).filter((name) => name !== '');
  return said.length > 0 && said.every((name) => name.startsWith('type '));
}

function resolved(path: string, to: string): string {
  return to.startsWith('.') ? relative(join(ROOT, 'src'), join(ROOT, 'src', dirname(path), to)) : to;
}

/** Which modules' code a module may call. Types may be imported from anywhere but where the next lists say otherwise. */
const MAY_CALL: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['commands', 'walk'],
  commands: ['debug', 'diagnose', 'engine', 'notes', 'playbook', 'session', 'target', 'terminal', 'ui', 'walk'],
  debug: ['engine', 'exchange', 'target'],
  diagnose: ['playbook', 'terminal'],
  engine: [],
  exchange: [],
  extract: ['diagnose', 'target'],
  judge: ['playbook'],
  notes: ['diagnose', 'session', 'terminal'],
  playbook: ['judge', 'session', 'target'],
  session: ['judge'],
  target: ['engine', 'exchange'],
  terminal: [],
  ui: ['diagnose', 'playbook', 'session', 'target', 'terminal'],
  walk: ['debug', 'diagnose', 'engine', 'exchange', 'extract', 'judge', 'notes', 'playbook', 'session', 'target'],
};

/** Where a neighbour is called for a pure function only, that and nothing else. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  'diagnose → terminal': ['terminal/sanitise.ts'],
  'notes → terminal': ['terminal/sanitise.ts'],
  'notes → session': ['session/state.ts'],
  'playbook → target': ['target/end-of-life.ts', 'target/shared.ts'],
  'session → judge': ['judge/outcome.ts'],
  'target → engine': ['engine/cluster.ts', 'engine/errors.ts'],
  'target → exchange': ['exchange/der.ts', 'exchange/proxy-rules.ts'],
  'ui → diagnose': ['diagnose/blast-radius.ts', 'diagnose/sibling.ts'],
  'ui → playbook': ['playbook/format-value.ts', 'playbook/scope.ts'],
  'ui → session': ['session/state.ts'],
  'ui → target': ['target/endpoints/option.ts', 'target/shell-word.ts'],
};

/** Not even types. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  ui: ['commands', 'debug', 'engine', 'exchange', 'walk'],
  walk: ['commands', 'terminal', 'ui'],
  terminal: [
    'commands',
    'debug',
    'diagnose',
    'engine',
    'exchange',
    'extract',
    'judge',
    'notes',
    'playbook',
    'ui',
    'walk',
  ],
};

/** Modules that take values and return values. */
const PURE = ['diagnose', 'extract', 'judge', 'notes', 'playbook'];
/** What of Node computes and touches nothing. */
const HARMLESS = new Set(['node:crypto', 'node:path', 'node:url', 'node:util']);
/** The files of a pure module that read the disk, and `isIP`, which Node keeps in node:net. */
const TOUCHES: Readonly<Record<string, readonly string[]>> = {
  'notes/profile.ts': ['node:net'],
  'playbook/cel-values.ts': ['node:net'],
  'playbook/library.ts': ['node:fs', 'node:fs/promises'],
  'playbook/places.ts': ['node:fs'],
};

function isEsm(name: string): boolean {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return manifest.type === 'module' || JSON.stringify(manifest.exports ?? {}).includes('"import"');
}

describe('the house', () => {
  it('lets each module call only its neighbours', () => {
    const strange = sources.flatMap(({ path, module, imports }) =>
      imports
        .filter(({ to, typeOnly }) => !typeOnly && moduleOf(to) in MAY_CALL && moduleOf(to) !== module)
        .filter(({ to }) => {
          const only = ONLY[`${module} → ${moduleOf(to)}`];
          return !MAY_CALL[module]?.includes(moduleOf(to)) || (only !== undefined && !only.includes(to));
        })
        .map(({ to }) => `${path} calls ${to}`),
    );
    expect(strange).toEqual([]);
  });

  it('keeps the screens from the engine and the walk from the screens', () => {
    const strange = sources.flatMap(({ path, module, imports }) =>
      imports.filter(({ to }) => NEVER[module]?.includes(moduleOf(to))).map(({ to }) => `${path} imports ${to}`),
    );
    expect(strange).toEqual([]);
  });

  it('keeps the pure modules pure', () => {
    const strange = sources
      .filter(({ module }) => PURE.includes(module))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ to, typeOnly }) => to.startsWith('node:') && !typeOnly && !HARMLESS.has(to))
          .filter(({ to }) => !TOUCHES[path]?.includes(to))
          .map(({ to }) => `${path} imports ${to}`),
      );
    expect(strange).toEqual([]);
  });

  it('lists no exception that is not needed', () => {
    const needed = new Set(sources.flatMap(({ path, imports }) => imports.map(({ to }) => `${path} ${to}`)));
    const idle = Object.entries(TOUCHES).flatMap(([path, all]) =>
      all.filter((to) => !needed.has(`${path} ${to}`)).map((to) => `${path} ${to}`),
    );
    expect(idle).toEqual([]);
  });

  it('has no file that comes round to itself, but for screens that lead to one another and back', () => {
    const known = new Map(sources.map((source) => [source.path, source]));
    const reached = (from: string): Set<string> => {
      const seen = new Set<string>();
      const open = [from];
      for (let path = open.pop(); path !== undefined; path = open.pop())
        for (const { to } of known.get(path)?.imports ?? [])
          if (known.has(to) && !seen.has(to)) {
            seen.add(to);
            open.push(to);
          }
      return seen;
    };
    const round = [...known.keys()].filter((path) => !path.startsWith('ui/act/') && reached(path).has(path));
    expect(round).toEqual([]);
  });

  it('asks the engine through its interface: only src/engine/ knows dockerode', () => {
    const strange = sources
      .filter(({ module, imports }) => module !== 'engine' && imports.some(({ to }) => /^docker(ode|-modem)/.test(to)))
      .map(({ path }) => path);
    expect(strange).toEqual([]);
  });

  it('takes names out of a lazy import only where bundling keeps them: not of CommonJS', () => {
    const taken = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/const \{ (?!default)[^}]*\} = await import\('((?!node:)[^.'][^']*)'\)/g)].map(
        ([, name = '']) => ({ path, name }),
      ),
    );
    expect(taken.length).toBeGreaterThan(0);
    // The build replaces yaml by its ESM files (src/dev/build.mjs).
    expect(taken.filter(({ name }) => name !== 'yaml' && !isEsm(name))).toEqual([]);
  });

  it('has React in the screens only', () => {
    const strange = sources
      .filter(({ module, imports }) => module !== 'ui' && imports.some(({ to }) => /^(ink|react|zustand)\b/.test(to)))
      .map(({ path }) => path);
    expect(strange).toEqual([]);
  });

  it('has no default exports, no barrels, no console', () => {
    const strange = sources.flatMap(({ path, text }) =>
      [/^export default\b/m, /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*from\b/m, /\bconsole\.\w+\(/]
        .filter((pattern) => pattern.test(text))
        .map((pattern) => `${path}: ${pattern}`),
    );
    expect(strange).toEqual([]);
  });

  it(`has no file of more than ${MOST_LINES} lines`, () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES)
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(long).toEqual([]);
  });
});
