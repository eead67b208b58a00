import type { Action, Playbook } from '../../playbook/playbook.ts';

export type Asking = Extract<Action, { kind: 'ask' }>;

/** The question that a step asks a person; null for a step that looks for itself. */
export function questionOf(playbook: Playbook, step: string): Asking | null {
  const action = playbook.steps.find((one) => one.id === step)?.action;
  return action?.kind === 'ask' ? action : null;
}
