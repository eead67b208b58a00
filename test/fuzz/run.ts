import { bundledDir } from '../../src/playbook/places.ts';
import { loadRulebook } from '../../src/walk/rulebook.ts';
import { readCorpus } from './corpus.ts';
import { chance } from './random.ts';
import { type FuzzTarget, fuzzTargets } from './targets.ts';

export interface FuzzResult {
  readonly counts: ReadonlyMap<string, number>;
  /** What went wrong, each with the seed that repeats it. */
  readonly findings: readonly string[];
  readonly slowestMs: ReadonlyMap<string, number>;
}

/** Findings of one kind are told so often. */
const MOST_OF_A_KIND = 3;
const MOST_FINDINGS = 60;

/** Sends `inputs` inputs over every boundary, by their shares. Each input has a seed of its own: `first`, `first + 1`, … */
export async function fuzz(
  inputs: number,
  first: number,
  only = '',
  say: (line: string) => void = () => {},
): Promise<FuzzResult> {
  const rules = await loadRulebook('fast-diagnosis', { bundled: bundledDir(), team: [], cwd: '/' });
  const all = fuzzTargets(rules, readCorpus(`${bundledDir()}/..`));
  const targets = only === '' ? all : all.filter((one) => one.name.includes(only));
  const run = new Run(targets);
  const began = Date.now();
  for (let n = 0; n < inputs && run.findings.length < MOST_FINDINGS; n++) {
    await run.one(first + n);
    if ((n + 1) % 50_000 === 0)
      say(
        `${n + 1} inputs, ${Math.round((n + 1) / ((Date.now() - began) / 1000))} a second, ${run.findings.length} findings`,
      );
  }
  return run;
}

class Run implements FuzzResult {
  readonly counts = new Map<string, number>();
  readonly findings: string[] = [];
  readonly slowestMs = new Map<string, number>();
  readonly #kinds = new Map<string, number>();
  readonly #targets: readonly FuzzTarget[];
  readonly #total: number;

  constructor(targets: readonly FuzzTarget[]) {
    this.#targets = targets;
    this.#total = targets.reduce((sum, one) => sum + one.share, 0);
  }

  async one(seed: number): Promise<void> {
    const random = chance(Math.imul(seed, 0x9e3779b1));
    const target = this.#pick(random.next() * this.#total);
    this.counts.set(target.name, (this.counts.get(target.name) ?? 0) + 1);
    // The processor's time, not the clock's: a busy machine is no finding.
    const began = process.cpuUsage();
    try {
      const wrong = await target.run(random);
      for (const one of wrong) this.#found(target, seed, one);
    } catch (error) {
      const at =
        error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error);
      this.#found(target, seed, `threw: ${at}`);
    }
    const { user, system } = process.cpuUsage(began);
    const took = (user + system) / 1000;
    this.slowestMs.set(target.name, Math.max(took, this.slowestMs.get(target.name) ?? 0));
    if (took > target.limitMs) this.#found(target, seed, `took ${Math.round(took)} ms`);
  }

  #pick(at: number): FuzzTarget {
    let left = at;
    for (const target of this.#targets) {
      left -= target.share;
      if (left < 0) return target;
    }
    return this.#targets.at(-1) as FuzzTarget;
  }

  #found(target: FuzzTarget, seed: number, what: string): void {
    const kind = `${target.name} ${what.replace(/[^a-z:. ]/gi, '').slice(0, 60)}`;
    const count = (this.#kinds.get(kind) ?? 0) + 1;
    this.#kinds.set(kind, count);
    if (count <= MOST_OF_A_KIND) this.findings.push(`[seed ${seed}] ${target.name}: ${what.slice(0, 400)}`);
  }
}
