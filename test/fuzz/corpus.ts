import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence, Facts } from '../../src/session/evidence.ts';
import { parseJournal } from '../../src/session/read-journal.ts';
import type { TargetFacts } from '../../src/target/target.ts';

/** What was really seen in a walk, to begin from. */
export interface Corpus {
  /** By the id of the step that looked. */
  readonly evidence: ReadonlyMap<
    string,
    readonly { readonly evidence: Evidence[]; readonly facts: Facts; readonly subject: string }[]
  >;
  readonly targets: readonly TargetFacts[];
  /** Lines of journals. */
  readonly lines: readonly string[];
}

/** The recordings of the repository: incidents that ship, and those of the lab. */
export function readCorpus(root: string): Corpus {
  const evidence = new Map<string, { evidence: Evidence[]; facts: Facts; subject: string }[]>();
  const targets: TargetFacts[] = [];
  const lines: string[] = [];
  for (const folder of ['playbooks/incidents', 'test/gym/scenarios']) {
    for (const name of names(join(root, folder))) {
      const text = readFileSync(join(root, folder, name), 'utf8');
      lines.push(...text.split('\n').filter((line) => line !== '' && line.length < 20_000));
      for (const event of parseJournal(text).events) {
        if (event.type === 'target.identified') targets.push(event.target);
        if (event.type !== 'step.observed') continue;
        const known = evidence.get(event.step) ?? [];
        known.push({ evidence: event.evidence, facts: event.facts, subject: event.subject });
        evidence.set(event.step, known);
      }
    }
  }
  return { evidence, targets, lines };
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
  } catch {
    return [];
  }
}
