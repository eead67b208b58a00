import { nearest } from '../playbook/nearest.ts';

/** What `walkdown` takes for a command; any other first word is a target. */
export const COMMAND_NAMES = [
  'walk',
  'run',
  'compare',
  'replay',
  'sessions',
  'notes',
  'toolkit',
  'doctor',
  'sweep',
  'playbook',
  'match',
  'advise',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Said of a first word that is no target either: `did you mean walkdown run?`; empty where no command is near. */
export function commandMeant(word: string): string {
  const meant = nearest(word, COMMAND_NAMES);
  return meant === null ? '' : `did you mean walkdown ${meant}?`;
}
