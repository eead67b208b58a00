import type { ImageDetails } from '../engine/engine.ts';
import type { CandidateSource } from './candidates.ts';
import { libcText, type Match, type MatchSide, matchOf } from './match.ts';

/** A candidate that was looked into. */
export interface CheckedCandidate {
  readonly source: CandidateSource;
  readonly ref: string;
  readonly image: ImageDetails | null;
  /** Null where there is no image, or it could not be read. */
  readonly side: MatchSide | null;
  /** It has something to wait with, so that it can be kept for a while. */
  readonly keeps: boolean;
  /** It has something that pipes bytes. */
  readonly pipes: boolean;
}

/** A candidate that was not taken. */
export interface PassedOver {
  readonly source: CandidateSource;
  readonly ref: string;
  readonly why: string;
}

/** The debug image to use, and why that one. */
export interface Choice {
  readonly source: CandidateSource;
  readonly ref: string;
  readonly image: ImageDetails;
  readonly side: MatchSide;
  readonly match: Match;
  readonly chosenBecause: string;
  readonly passedOver: readonly PassedOver[];
}

const ORIGIN: Readonly<Record<CandidateSource, string>> = {
  asked: 'it was asked for',
  label: 'the label io.walkdown.debug-image of the target’s image names it',
  rule: 'the team’s rule names it',
  sibling: 'it is the debug tag beside the target’s own',
  toolkit: 'it is our toolkit',
  engine: 'it is on this engine',
  own: 'it is the target’s own image and has what is needed',
};

/** Why a candidate cannot be used at all; empty when it can. */
function unusable(candidate: CheckedCandidate, match: Match | null): string {
  if (candidate.image === null) return 'not on this engine (nothing is pulled)';
  if (match === null) return 'its files could not be read';
  if (!match.architecture) return match.text;
  if (!candidate.keeps) return 'it has nothing to wait with (sleep)';
  return '';
}

/** How good a usable candidate is; the lowest wins, and among equals the first. */
function rank(candidate: CheckedCandidate, match: Match): number {
  // What a person asked for is used; whether it matches is said with every result.
  if (candidate.source === 'asked') return 0;
  if (match.matched !== false) return candidate.pipes ? 0 : 1;
  if (match.family) return candidate.pipes ? 2 : 3;
  return candidate.pipes ? 4 : 5;
}

/**
 * The best of the candidates looked into, in their order. `settled`: none that comes later can be better.
 * Null where none can be used at all.
 */
export function decide(
  target: MatchSide,
  checked: readonly CheckedCandidate[],
): { choice: Choice; settled: boolean } | { choice: null; passedOver: readonly PassedOver[] } {
  const passedOver: PassedOver[] = [];
  let best: { candidate: CheckedCandidate; match: Match; rank: number } | null = null;
  for (const candidate of checked) {
    const match = candidate.side ? matchOf(target, candidate.side) : null;
    const why = unusable(candidate, match);
    if (match === null || why !== '') {
      passedOver.push({ ...named(candidate), why });
      continue;
    }
    const own = rank(candidate, match);
    if (best === null || own < best.rank) {
      if (best !== null) passedOver.push({ ...named(best.candidate), why: best.match.text });
      best = { candidate, match, rank: own };
    } else if (match.matched === false) {
      passedOver.push({ ...named(candidate), why: match.text });
    }
    if (best.rank === 0) break;
  }
  if (best === null) return { choice: null, passedOver };
  const { candidate, match } = best;
  if (candidate.image === null || candidate.side === null) return { choice: null, passedOver };
  return {
    choice: {
      source: candidate.source,
      ref: candidate.ref,
      image: candidate.image,
      side: candidate.side,
      match,
      chosenBecause: because(candidate.source, match, passedOver),
      passedOver,
    },
    settled: best.rank === 0,
  };
}

function named({ source, ref }: CheckedCandidate): Pick<PassedOver, 'source' | 'ref'> {
  return { source, ref };
}

/** What a person or a team named and was not used has to be said. */
function because(source: CandidateSource, match: Match, passedOver: readonly PassedOver[]): string {
  const wanted = passedOver.find((one) => one.source === 'asked' || one.source === 'label' || one.source === 'rule');
  const instead = wanted ? `; ${wanted.ref} was passed over: ${wanted.why}` : '';
  return `${ORIGIN[source]}; ${match.text}${instead}`;
}

/** What to do when there is no matching debug image. */
export function howToGetOne(target: MatchSide): string {
  const family = target.libc.family;
  if (family === 'musl' || family === 'glibc') {
    return `before the next incident: walkdown toolkit build ${family}; now: bring an image with ${libcText(target.libc)} onto this engine (docker load, docker pull) and give it with --debug-image`;
  }
  return 'bring a small image (alpine, busybox, debian) onto this engine and give it with --debug-image';
}
