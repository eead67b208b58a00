import { type Answer3, type Atom, atomsOf, type Form, type Scope } from '../playbook/condition.ts';
import type { Rule } from '../playbook/playbook.ts';

export interface NearMiss {
  readonly when: string;
  readonly line: number;
  readonly code: string;
}

/**
 * The rule that almost matched: one that would have, had one comparison come out the other way. One where a number
 * was within a factor of two of its threshold goes before one where a single part of several was missing, and that
 * before one that consists of a single comparison; among equals, the first. Null when none is like that.
 */
export function nearestMiss(rules: readonly Rule[], scope: Scope): NearMiss | null {
  let best: { readonly grade: number; readonly miss: NearMiss } | null = null;
  for (const rule of rules) {
    if (rule.when === null) continue;
    const form = rule.when.form;
    const atoms = atomsOf(form);
    const flips = atoms.filter((atom) => atom.reads.length > 0 && holdsWithFlip(form, atom, scope));
    if (flips.length === 0) continue;
    const grade = flips.some((atom) => isClose(atom, scope)) ? 3 : atoms.length > 1 ? 2 : 1;
    const miss = { when: rule.when.source, line: rule.line, code: rule.code };
    if (best === null || grade > best.grade) best = { grade, miss };
  }
  return best?.miss ?? null;
}

function holdsWithFlip(form: Form, flipped: Atom, scope: Scope): boolean {
  return truthOf(form, flipped, scope) === 'yes';
}

/** The truth of a condition in which one atom is taken for its opposite. */
export function truthOf(form: Form, flipped: Atom, scope: Scope): Answer3['is'] {
  if (form.op === 'atom') {
    const { is } = form.evaluate(scope);
    if (form !== flipped) return is;
    return is === 'yes' ? 'no' : is === 'no' ? 'yes' : is;
  }
  if (form.op === 'not') {
    const inner = truthOf(form.of, flipped, scope);
    return inner === 'yes' ? 'no' : inner === 'no' ? 'yes' : inner;
  }
  const decisive = form.op === 'and' ? 'no' : 'yes';
  const parts = form.of.map((part) => truthOf(part, flipped, scope));
  if (parts.includes(decisive)) return decisive;
  return parts.find((part) => part === 'unseen' || part === 'error') ?? (decisive === 'no' ? 'yes' : 'no');
}

/** A number on the wrong side of its threshold, but within a factor of two of it. */
function isClose(atom: Atom, scope: Scope): boolean {
  const compare = atom.compare;
  if (compare === null || typeof compare.right !== 'number' || compare.op === '==' || compare.op === '!=') return false;
  const [root, name, ...rest] = compare.left.split('.');
  const value = root === 'facts' && name !== undefined && rest.length === 0 ? scope.facts[name] : undefined;
  if (typeof value !== 'number' || compare.right === 0) return false;
  const ratio = value / compare.right;
  return ratio >= 0.5 && ratio <= 2;
}
