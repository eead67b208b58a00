import type { Make } from '../lab/scenario.ts';
import { broken, sound } from '../lab/scenarios.ts';
import type { Expectation } from './expectation.ts';
import { expectations } from './expectations.ts';
import { gymScenarios } from './scenarios.ts';

/** A container of the gym: how it is set up, and what a verdict on it must say. */
export interface GymCase {
  readonly name: string;
  readonly make: Make;
  readonly expectation: Expectation;
}

/** Every container of the gym, in the order of its table. Throws when one has no expectation. */
export function gymCases(): GymCase[] {
  const all: Record<string, Make> = { ...broken, ...sound, ...gymScenarios };
  return Object.entries(all).map(([name, make]) => {
    const expectation = expectations[name];
    if (!expectation) throw new Error(`test/gym/expectations.ts says nothing of "${name}"`);
    return { name, make, expectation };
  });
}
