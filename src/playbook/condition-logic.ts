import type { Atom, Comparison, Form } from './condition.ts';

/**
 * What conditions say about one another without any facts: can one be true at all, and is it true only where another
 * is already? Sound, not complete: what it claims holds; what it can't tell it leaves alone.
 */

/** An atom or its opposite. */
interface Literal {
  readonly atom: Atom;
  readonly negated: boolean;
}
type Conjunction = readonly Literal[];

/** More alternatives than this are not followed up. */
const MOST_ALTERNATIVES = 64;

/** The alternatives of a condition, each a list of things that must all hold; null when there are too many. */
function alternatives(form: Form, negated = false): Conjunction[] | null {
  if (form.op === 'atom') return [[{ atom: form, negated }]];
  if (form.op === 'not') return alternatives(form.of, !negated);
  const together = (form.op === 'and') !== negated;
  let result: Conjunction[] = together ? [[]] : [];
  for (const part of form.of) {
    const options = alternatives(part, negated);
    if (options === null) return null;
    result = together ? result.flatMap((one) => options.map((two) => [...one, ...two])) : [...result, ...options];
    if (result.length > MOST_ALTERNATIVES) return null;
  }
  return result;
}

/** A condition that no facts can make true: `facts.n > 3 && facts.n < 2`. */
export function isContradiction(form: Form): boolean {
  const options = alternatives(form);
  return options?.every((option) => excludesItself(option)) ?? false;
}

/** A condition that looks at nothing, or is true of everything: `true`, `facts.ok || !facts.ok`. */
export function isTautology(form: Form): boolean {
  return isContradiction({ op: 'not', of: form });
}

/** Is `later` true only where one of `earlier` is? Then a rule with it, standing after them, never has a turn. */
export function isCovered(later: Form, earlier: readonly Form[]): boolean {
  const options = alternatives(later)?.filter((option) => !excludesItself(option));
  if (options === undefined || options.length === 0) return false;
  const covers = earlier.flatMap((form) => alternatives(form) ?? []);
  return options.every((option) => covers.some((cover) => implies(option, cover)));
}

function implies(strong: Conjunction, weak: Conjunction): boolean {
  return weak.every((needed) => strong.some((given) => literalImplies(given, needed)));
}

function excludesItself(option: Conjunction): boolean {
  if (option.some(({ atom, negated }) => constantOf(atom) === negated)) return true;
  return option.some((one, index) => option.slice(index + 1).some((two) => excludes(one, two)));
}

/** An atom that looks at nothing has one value for ever; undefined for all others. */
function constantOf(atom: Atom): boolean | undefined {
  if (atom.reads.length > 0) return undefined;
  return atom.text === 'true' ? true : atom.text === 'false' ? false : undefined;
}

function literalImplies(one: Literal, two: Literal): boolean {
  if (constantOf(two.atom) === !two.negated) return true;
  if (one.atom.text === two.atom.text) return one.negated === two.negated;
  const [a, b] = [domainOf(one), domainOf(two)];
  return a !== null && b !== null && a.left === b.left && within(a, b);
}

function excludes(one: Literal, two: Literal): boolean {
  if (one.atom.text === two.atom.text) return one.negated !== two.negated;
  const [a, b] = [domainOf(one), domainOf(two)];
  return a !== null && b !== null && a.left === b.left && disjoint(a, b);
}

type Value = number | string | boolean;

/** The values that a literal leaves to the thing on its left. */
type Domain = ValueSet | Range;
interface ValueSet {
  readonly left: string;
  readonly kind: 'only' | 'except';
  readonly values: readonly Value[];
}
interface Range {
  readonly left: string;
  readonly kind: 'range';
  readonly low: number;
  readonly lowIn: boolean;
  readonly high: number;
  readonly highIn: boolean;
}

const OPPOSITE: Readonly<Record<string, Comparison['op']>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

function domainOf({ atom, negated }: Literal): Domain | null {
  const compare = atom.compare;
  if (compare === null) return null;
  const { left, right } = compare;
  if (compare.op === 'in') return { left, kind: negated ? 'except' : 'only', values: right as readonly Value[] };
  if (Array.isArray(right)) return null;
  const value = right as Value;
  if (compare.op === '==' || compare.op === '!=') {
    return { left, kind: (compare.op === '==') === negated ? 'except' : 'only', values: [value] };
  }
  if (typeof value !== 'number') return null;
  const op = negated ? (OPPOSITE[compare.op] ?? compare.op) : compare.op;
  if (op === '<' || op === '<=') {
    return { left, kind: 'range', low: Number.NEGATIVE_INFINITY, lowIn: false, high: value, highIn: op === '<=' };
  }
  return { left, kind: 'range', low: value, lowIn: op === '>=', high: Number.POSITIVE_INFINITY, highIn: false };
}

function allows(domain: Domain, value: Value): boolean {
  if (domain.kind !== 'range') return domain.values.includes(value) === (domain.kind === 'only');
  if (typeof value !== 'number') return false;
  const aboveLow = domain.lowIn ? value >= domain.low : value > domain.low;
  return aboveLow && (domain.highIn ? value <= domain.high : value < domain.high);
}

function within(inner: Domain, outer: Domain): boolean {
  if (inner.kind === 'only') return inner.values.every((value) => allows(outer, value));
  if (outer.kind === 'except') return outer.values.every((value) => !allows(inner, value));
  if (inner.kind !== 'range' || outer.kind !== 'range') return false;
  const low = inner.low > outer.low || (inner.low === outer.low && (outer.lowIn || !inner.lowIn));
  return low && (inner.high < outer.high || (inner.high === outer.high && (outer.highIn || !inner.highIn)));
}

function disjoint(a: Domain, b: Domain): boolean {
  if (a.kind === 'only') return !a.values.some((value) => allows(b, value));
  if (b.kind === 'only') return disjoint(b, a);
  if (a.kind !== 'range' || b.kind !== 'range') return false;
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  if (low !== high) return low > high;
  return !(allows(a, low) && allows(b, low));
}
