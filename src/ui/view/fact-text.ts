import type { Judgement } from '../../judge/outcome.ts';
import { formatValue } from '../../playbook/format-value.ts';
import { clean, type Look } from '../look.ts';

const MOST_FACTS = 6;
const MOST_CHARACTERS = 120;

/** The facts that a judgement rests on, for people: "attempts 3 · seconds 4.9". */
export function factText(because: Judgement['because'], look: Look): string {
  return because
    .slice(0, MOST_FACTS)
    .map(({ fact, value }) => `${words(fact)} ${formatValue(value).slice(0, MOST_CHARACTERS)}`)
    .map((text) => clean(text, look))
    .join(` ${look.glyphs.dot} `);
}

/** `facts.slowestSeconds` as one says it: slowest seconds. */
function words(fact: string): string {
  return fact
    .replace(/^facts\./, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
}
