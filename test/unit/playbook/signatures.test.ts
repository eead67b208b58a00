import { readFileSync } from 'node:fs';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import type { SignatureSet } from '../../../src/diagnose/compile-signatures.ts';
import { matchSignatures } from '../../../src/diagnose/match-signatures.ts';
import { patternLiterals } from '../../../src/playbook/pattern-literal.ts';
import type { Signature } from '../../../src/playbook/signatures.ts';
import { shippedSet, shippedSignatures } from './shipped-signatures.ts';
import { ROOT_CAUSE_IDS, SIGNATURE_IDS } from './signature-ids.ts';

const signatures = await shippedSignatures();
const set = await shippedSet();

/** Signature and text, a tab between: what other clients, versions and runtimes say for the same faults. */
const wordings = readFileSync(new URL('../../fixtures/logs/known-wordings.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): [string, string] => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)]);

function matchOf(text: string, id: string) {
  return matchSignatures(text, set).find((match) => match.id === id);
}

describe('the shipped signatures', () => {
  it('are all those that programs rely on', () => {
    expect(signatures.map((signature) => signature.id).sort()).toEqual([...SIGNATURE_IDS].sort());
  });

  it('point only to root causes of the contract', () => {
    const used = signatures.flatMap((one) => [
      ...one.rootCauses,
      ...one.patterns.flatMap((pattern) => pattern.causes ?? []),
    ]);
    expect(used.filter((cause) => !ROOT_CAUSE_IDS.includes(cause))).toEqual([]);
  });

  it.each(signatures)('$id has patterns that RE2 takes, with a literal that their matches contain', (signature) => {
    for (const pattern of signature.patterns) {
      const compiled = RE2JS.compile(pattern.re);
      const texts = signature.tests.match.flatMap((text) => text.split('\n')).filter((line) => compiled.test(line));
      for (const text of texts) {
        const literals = patternLiterals(pattern).map((literal) => literal.toLowerCase());
        expect(
          literals.some((literal) => text.toLowerCase().includes(literal)),
          `${pattern.re} on ${text}`,
        ).toBe(true);
      }
    }
  });

  it.each(signatures)('$id matches its own texts and none of its near-misses', ({ id, tests }) => {
    expect(tests.match.filter((text) => matchOf(text, id) === undefined)).toEqual([]);
    expect(tests.not.filter((text) => matchOf(text, id) !== undefined)).toEqual([]);
  });

  it.each(signatures)('what matches best on the texts of $id has a cause in common with it', (signature) => {
    for (const text of signature.tests.match) expect(agrees(signature, text, set), text).toBe('');
  });

  it.each(wordings)('%s is found in: %s', (id, text) => {
    expect(matchOf(text, id), text).toBeDefined();
    const signature = signatures.find((one) => one.id === id) as Signature;
    expect(agrees(signature, text, set)).toBe('');
  });

  it('say who else has the same words: every near-miss that is named exists', () => {
    const named = signatures.flatMap((one) => one.tellApart.flatMap(({ from }) => from ?? []));
    expect(named.filter((id) => !SIGNATURE_IDS.includes(id))).toEqual([]);
  });

  it('name no registry and hold no credential', () => {
    const texts = JSON.stringify(signatures);
    expect(texts).not.toMatch(/gcr\.io|quay\.io|docker\.io|ghcr\.io|amazonaws\.com/);
  });
});

/** Empty when the best match of a text of `signature` is right; else what it says. */
function agrees(signature: Signature, text: string, all: SignatureSet): string {
  const matches = matchSignatures(text, all);
  const [best] = matches;
  const own = matches.find((match) => match.id === signature.id);
  if (best === undefined || own === undefined || best.id === signature.id) return best === undefined ? 'nothing' : '';
  const causes = signature.rootCauses.length > 0 ? signature.rootCauses : own.rootCauses;
  const shared = best.rootCauses.some((cause) => causes.includes(cause));
  return shared ? '' : `${best.id} (${best.rootCauses.join(', ')})`;
}
