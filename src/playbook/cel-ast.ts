import type { ASTNode } from '@marcbachmann/cel-js';
import type { Comparison } from './condition.ts';

/** Names that a condition may begin a path with. */
export const ROOTS = ['facts', 'target', 'limits', 'subject', 'endpoint', 'seen'] as const;

const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
const MIRRORED: Readonly<Record<string, Comparison['op']>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Visits a node and everything below it; `loops` is how many macros it stands inside of. */
export function visit(node: ASTNode, see: (node: ASTNode, loops: number) => void, loops = 0): void {
  see(node, loops);
  const inner = isMacro(node) ? loops + 1 : loops;
  const below = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) below(item);
    else if (isNode(value)) visit(value, see, inner);
  };
  below(node.args);
}

export function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

export function isMacro(node: ASTNode): boolean {
  return node.op === 'rcall' && MACROS.has(node.args[0]) && node.args[2].length >= 2;
}

/** `facts.cert.issuer` as ["facts", "cert", "issuer"]; null for anything but a plain path. */
export function pathOf(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.') return null;
  const left = pathOf(node.args[0]);
  return left === null ? null : [...left, node.args[1]];
}

/** Every path that an expression reads, each as far as its declared type goes: facts.seconds, target.libc.family. */
export function readsOf(node: ASTNode): string[] {
  const found = new Set<string>();
  visit(node, (each) => {
    if (each.op !== '.' && each.op !== 'id') return;
    const path = pathOf(each);
    const root = path?.[0];
    if (path === null || root === undefined || !(ROOTS as readonly string[]).includes(root)) return;
    if (root === 'subject') found.add('subject');
    else if (root === 'seen' && path.length >= 3) found.add(path.slice(0, 3).join('.'));
    else if (root === 'target' && path.length >= 2) found.add(path.slice(0, 3).join('.'));
    else if (root !== 'seen' && root !== 'target' && path.length >= 2) found.add(path.slice(0, 2).join('.'));
  });
  // A longer path hides the shorter one it grew from: target.libc and target.libc.family are one reading.
  return [...found].filter((path) => ![...found].some((other) => other.startsWith(`${path}.`))).sort();
}

type Constant = number | string | boolean;

/** The comparison that an atom makes with something fixed, or null when it has another form. */
export function comparisonOf(
  node: ASTNode,
  text: (node: ASTNode) => string,
  limits: Readonly<Record<string, number>>,
): Comparison | null {
  if (!COMPARISONS.has(node.op)) {
    if (node.op === 'value') return null;
    return { left: text(node), op: '==', right: true };
  }
  const [left, right] = node.args as [ASTNode, ASTNode];
  const op = node.op as Comparison['op'];
  const fixed = op === 'in' ? listOf(right, limits) : constantOf(right, limits);
  if (fixed !== undefined)
    return constantOf(left, limits) === undefined ? { left: text(left), op, right: fixed } : null;
  const first = op === 'in' ? undefined : constantOf(left, limits);
  return first === undefined ? null : { left: text(right), op: MIRRORED[op] ?? op, right: first };
}

function constantOf(node: ASTNode, limits: Readonly<Record<string, number>>): Constant | undefined {
  if (node.op === 'value') {
    const value: unknown = node.args;
    if (typeof value === 'bigint') return Number(value);
    return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
  }
  if (node.op === '-_') {
    const value = constantOf(node.args, limits);
    return typeof value === 'number' ? -value : undefined;
  }
  const path = pathOf(node);
  return path?.length === 2 && path[0] === 'limits' ? limits[path[1] ?? ''] : undefined;
}

function listOf(node: ASTNode, limits: Readonly<Record<string, number>>): Constant[] | undefined {
  if (node.op !== 'list') return undefined;
  const items = node.args.map((item) => constantOf(item, limits));
  return items.every((item) => item !== undefined) ? items : undefined;
}
