import type { StepResult } from './results.ts';

/** The healthy sibling that the target is best compared with. */
export interface SuggestedSibling {
  /** The container's name. */
  readonly name: string;
  /** web.2. */
  readonly place: string;
  /** Empty where there are no nodes. */
  readonly node: string;
  /** "healthy, running since 2026-01-31 02:41 UTC" */
  readonly because: string;
  /** `walkdown compare A B`; empty where no way to its node is known. */
  readonly command: string;
}

/** By the facts of `neighbours`; null where there is none, or nobody looked. Pure. */
export function suggestedSibling(results: readonly StepResult[]): SuggestedSibling | null {
  const facts = results.findLast((one) => one.step === 'neighbours')?.facts ?? {};
  const text = (name: string): string => {
    const value = facts[name];
    return typeof value === 'string' ? value : '';
  };
  if (text('sibling') === '') return null;
  return {
    name: text('sibling'),
    place: text('siblingPlace'),
    node: text('siblingNode'),
    because: text('siblingBecause'),
    command: text('compare'),
  };
}

/** In a sentence: which, where, why, and the command. Pure. */
export function siblingText({ place, node, because, command }: SuggestedSibling): string {
  const where = node === '' ? '' : ` on ${node}`;
  const how = command === '' ? 'no way to its node is known here' : command;
  return `${place}${where} is ${because}: ${how}`;
}
