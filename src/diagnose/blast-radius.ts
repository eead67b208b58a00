import type { SharedBy } from '../playbook/causes.ts';
import type { Facts } from '../session/evidence.ts';
import type { StepResult } from './results.ts';

/** Whom else a root cause reaches, by what they have in common with the target: seen by the engine, none of them walked. */
export interface BlastRadius {
  /** Names, sorted. */
  readonly containers: readonly string[];
  /** Other containers of the engine that were looked at. */
  readonly checked: number;
  /** How many there were to look at. */
  readonly there: number;
  /** same image, same CA bundle, … */
  readonly because: string;
}

/** The step whose facts say who shares what. */
const STEP = 'neighbours';

const WORDS: Readonly<Record<SharedBy['what'], string>> = {
  image: 'same image',
  program: 'same image and command',
  bundle: 'same CA bundle',
  resolver: 'same resolver settings',
  hosts: 'same extra hosts',
  network: 'same network',
  proxy: 'same proxy variables',
  volume: 'same volume',
  engine: 'same engine',
};

/** Null where the cause stays with its container, nobody looked around, or there is nobody else. `proof`: the results that prove the cause. Pure. */
export function blastRadius(
  shared: SharedBy | null,
  proof: readonly StepResult[],
  results: readonly StepResult[],
): BlastRadius | null {
  const facts = results.findLast((one) => one.step === STEP)?.facts;
  if (shared === null || facts === undefined) return null;
  // The same cause may lie in what containers share or in this one alone; the step that proves it tells.
  if (proof.length > 0 && proof.every((one) => one.facts.staysHere === true)) return null;
  // A bundle is a file, and is not compared with as many as are described.
  const [looked, there] =
    shared.what === 'bundle' ? [facts.bundlesLooked, facts.bundlesThere] : [facts.looked, facts.there];
  // Where nobody else is, nobody else is reached.
  if (typeof looked !== 'number' || typeof there !== 'number' || there === 0) return null;
  const found = shared.at === null ? of(facts, shared.what) : atPlace(facts, shared.what, placesOf(proof, shared.at));
  if (found === null) return null;
  const { names, because } = found;
  return { containers: [...new Set(names)].sort(), checked: looked, there, because };
}

interface Found {
  readonly names: readonly string[];
  readonly because: string;
}

/** The fact `sameBundle` for `bundle`; null where it was not seen. */
function of(facts: Facts, what: SharedBy['what']): Found | null {
  const list = facts[`same${what.charAt(0).toUpperCase()}${what.slice(1)}`];
  return Array.isArray(list) ? { names: textsOf(list), because: WORDS[what] } : null;
}

function placesOf(proof: readonly StepResult[], fact: string): string[] {
  return proof.map((one) => one.facts[fact]).filter((one) => typeof one === 'string');
}

/** Who has that very volume. A place that is no path is the host's own disk, which all of the engine's share. */
function atPlace(facts: Facts, what: SharedBy['what'], places: readonly string[]): Found | null {
  const { volumes } = facts;
  if (typeof volumes !== 'object' || volumes === null || Array.isArray(volumes)) return null;
  const onHost = places.filter((place) => !place.startsWith('/'));
  if (onHost.length > 0) return of(facts, 'engine');
  const names = places.flatMap((place) => {
    const list = Object.hasOwn(volumes, place) ? volumes[place] : undefined;
    return Array.isArray(list) ? textsOf(list) : [];
  });
  return { names, because: `${WORDS[what]}${places.length > 0 ? ` at ${places.join(', ')}` : ''}` };
}

function textsOf(list: readonly unknown[]): string[] {
  return list.filter((one): one is string => typeof one === 'string');
}

/** "(same image): web-2, web-3; 14 of 14 looked at", after "may also affect". Pure. */
export function blastText({ containers, checked, there, because }: BlastRadius, most = 12): string {
  const more = containers.length - most;
  const names = containers.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `(${because}): ${names === '' ? 'no other container' : names}; ${checked} of ${there} looked at`;
}
