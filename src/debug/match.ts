import { normalArchitecture } from '../target/elf/machine.ts';
import type { LibcFamily } from '../target/target.ts';
import { changesBetween, generationOf } from './generations.ts';

/** A libc as far as matching asks. */
export interface LibcOf {
  readonly family: LibcFamily;
  readonly version: string | null;
}

export interface MatchSide {
  readonly libc: LibcOf;
  /** amd64, arm64, …; empty when not known. */
  readonly architecture: string;
}

/** How far an image's tools are evidence for a target (design.md, "Matched"). */
export interface Match {
  /** Family, architecture and resolver generation agree; null: the target has no libc to match. */
  readonly matched: boolean | null;
  /** Its programs are of the target's architecture. */
  readonly architecture: boolean;
  readonly family: boolean;
  readonly generation: boolean;
  /** In words, to stand after "because". */
  readonly text: string;
}

/** musl 1.2.5, glibc, no libc (static). */
export function libcText(libc: LibcOf): string {
  if (libc.family === 'static') return 'no libc (static)';
  if (libc.family === 'unknown') return 'an unknown libc';
  return libc.version === null ? libc.family : `${libc.family} ${libc.version}`;
}

/** Compares an image's tools with a target. Nothing is assumed: what is not known does not match. */
export function matchOf(target: MatchSide, image: MatchSide): Match {
  const has = libcText(image.libc);
  if (normalArchitecture(target.architecture) !== normalArchitecture(image.architecture)) {
    const text = `it is ${image.architecture || 'of an unknown architecture'}, the target ${target.architecture}`;
    return { matched: false, architecture: false, family: false, generation: false, text };
  }
  if (target.libc.family === 'static') {
    const text = `the target has no libc to match; the tools have ${has}`;
    return { matched: null, architecture: true, family: true, generation: true, text };
  }
  const family = target.libc.family !== 'unknown' && target.libc.family === image.libc.family;
  if (!family) {
    const text =
      target.libc.family === 'unknown'
        ? `the target's libc is not known; the tools have ${has}`
        : `it has ${has}, the target ${libcText(target.libc)}`;
    return { matched: false, architecture: true, family, generation: false, text };
  }
  return compareGenerations(target.libc, image.libc);
}

function compareGenerations(target: LibcOf, image: LibcOf): Match {
  const whole = { matched: true, architecture: true, family: true, generation: true };
  if (target.version !== null && target.version === image.version) {
    return { ...whole, text: `${libcText(image)}, the target's own version` };
  }
  const [ours, theirs] = [generationOf(image.family, image.version), generationOf(target.family, target.version)];
  const versions = `${libcText(image)} where the target has ${libcText(target)}`;
  if (ours && theirs && ours.index === theirs.index) {
    return { ...whole, text: `${versions}: the same resolver generation (${ours.range})` };
  }
  const why = ours && theirs ? changesBetween(target.family, ours, theirs) : 'a version is not known';
  return { ...whole, matched: false, generation: false, text: `${versions}: another resolver (${why})` };
}
