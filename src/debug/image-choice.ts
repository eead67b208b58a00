import type { Answer, ContainerDetails, Engine, ImageDetails } from '../engine/engine.ts';
import type { TargetFacts } from '../target/target.ts';
import { type Candidate, candidatesFor, libcByName } from './candidates.ts';
import { type CheckedCandidate, type Choice, decide, howToGetOne } from './choose-image.ts';
import type { DebugConfig } from './config.ts';
import type { ImageCache, ImageContent } from './image-cache.ts';
import { type ImageContents, openImage } from './image-contents.ts';
import { KEEPERS, type Keeper, keeperOfTargetImage } from './keeper.ts';
import type { MatchSide } from './match.ts';
import { mayPipe } from './pipe-tools.ts';
import { toolsOfTargetImage } from './tools.ts';

/** The debug image of a session, open for reading. */
export interface ChosenImage {
  readonly choice: Choice;
  readonly contents: ImageContents;
  /** What to wait with, in this order. */
  readonly keepers: readonly Keeper[];
  /** The target's own image: its programs run only through its libc's loader, and only at the network tier. */
  readonly foreign: boolean;
}

/** What would be chosen, before anything of ours may be made to look at it. */
export interface Estimate {
  readonly choice: Choice;
  /** Read from its bytes before; else by its name and labels, to be checked when it is made. */
  readonly checked: boolean;
}

export interface ImageChooser {
  /** `foreignToo`: the target's own image may be used where no other serves. Looked into once, then remembered. */
  choose(foreignToo: boolean): Promise<Answer<ChosenImage>>;
  /** The image could not be kept when it was started: the next call of `choose` gives another. */
  passOver(chosen: ChosenImage): void;
  /** Makes nothing. */
  estimate(foreignToo: boolean): Promise<Answer<Estimate>>;
  close(): Promise<void>;
}

export interface ChooserOptions {
  readonly engine: Engine;
  readonly target: TargetFacts;
  readonly image: ImageDetails;
  readonly container: ContainerDetails | null;
  readonly config: DebugConfig;
  readonly cache: ImageCache;
  /** The target's own image. */
  readonly contents: ImageContents;
}

export function createImageChooser(options: ChooserOptions): ImageChooser {
  const { engine, target, cache } = options;
  const wanted: MatchSide = { libc: target.libc, architecture: target.image.architecture };
  const opened = new Map<string, ImageContents>([[options.image.id, options.contents]]);
  const chosen = new Map<boolean, Promise<Answer<ChosenImage>>>();
  let closed = false;

  const open = (image: ImageDetails): ImageContents => {
    const known = opened.get(image.id);
    if (known) return known;
    const contents = openImage(engine, image, cache);
    opened.set(image.id, contents);
    return contents;
  };
  const isForeign = (image: ImageDetails): boolean => image.id === options.image.id;

  async function check(candidate: Candidate): Promise<CheckedCandidate> {
    const { source, ref, image } = candidate;
    if (image === null || closed) return { source, ref, image: null, side: null, keeps: false, pipes: false };
    try {
      const contents = open(image);
      if (isForeign(image)) return await checkOwn(candidate, contents);
      const side = { libc: await contents.libc(), architecture: await contents.architecture() };
      // Whether it has a byte pipe shows when it runs; what is taken for a debug image usually has one.
      return { source, ref, image, side, keeps: contents.keeps, pipes: true };
    } catch {
      return { source, ref, image, side: null, keeps: false, pipes: false };
    }
  }

  /** The target's own image has its libc; whether its programs may run is read from their bytes. */
  async function checkOwn({ source, ref, image }: Candidate, contents: ImageContents): Promise<CheckedCandidate> {
    const keeps = contents.keeps && (await keeperOfTargetImage(contents)) !== null;
    const pipes = keeps && (await mayPipe(toolsOfTargetImage(contents)));
    return { source, ref, image, side: wanted, keeps, pipes };
  }

  async function gather(
    foreignToo: boolean,
    look: (candidate: Candidate) => Promise<CheckedCandidate>,
  ): Promise<ReturnType<typeof decide>> {
    const checked: CheckedCandidate[] = [];
    for await (const candidate of candidatesFor(options)) {
      if (!foreignToo && candidate.image && isForeign(candidate.image)) continue;
      checked.push(await look(candidate));
      const decision = decide(wanted, checked);
      if (decision.choice && decision.settled) return decision;
    }
    return decide(wanted, checked);
  }

  const none: Answer<never> = {
    ok: false,
    kind: 'missing',
    reason: 'no image on this engine can serve as debug container for this target',
    toCheckIt: howToGetOne(wanted),
  };

  async function chooseNow(foreignToo: boolean): Promise<Answer<ChosenImage>> {
    const { choice } = await gather(foreignToo, check);
    if (choice === null) return none;
    const contents = open(choice.image);
    const foreign = isForeign(choice.image);
    const own = foreign ? await keeperOfTargetImage(contents) : null;
    return { ok: true, value: { choice, contents, keepers: own ? [own] : KEEPERS, foreign } };
  }

  return {
    choose(foreignToo) {
      const known = chosen.get(foreignToo);
      if (known) return known;
      const answer = chooseNow(foreignToo);
      chosen.set(foreignToo, answer);
      // An engine that failed may answer the next time.
      answer.then(
        (result) => result.ok || chosen.delete(foreignToo),
        () => chosen.delete(foreignToo),
      );
      return answer;
    },
    passOver({ contents }) {
      contents.keeps = false;
      chosen.clear();
    },
    async estimate(foreignToo) {
      const unchecked = new Set<string>();
      const { choice } = await gather(foreignToo, async (candidate) => {
        const content = candidate.image ? cache.get(candidate.image.id) : undefined;
        if (candidate.image && !content) unchecked.add(candidate.image.id);
        return guess(candidate, content, wanted);
      });
      if (choice === null) return none;
      return { ok: true, value: { choice, checked: !unchecked.has(choice.image.id) } };
    },
    async close() {
      closed = true;
      await Promise.all([...opened.values()].map((contents) => contents.close()));
      cache.flush();
    },
  };
}

/** A candidate by what is remembered of it, else by its labels and its name. */
function guess(candidate: Candidate, content: ImageContent | undefined, wanted: MatchSide): CheckedCandidate {
  const { source, ref, image } = candidate;
  if (image === null) return { source, ref, image, side: null, keeps: false, pipes: false };
  if (source === 'own') return { source, ref, image, side: wanted, keeps: content?.keeps ?? true, pipes: true };
  if (content) return { source, ref, image, side: content, keeps: content.keeps, pipes: true };
  const label = image.labels['io.walkdown.libc'];
  const family = label === 'musl' || label === 'glibc' ? label : libcByName(ref);
  // Hoped for, and said to be unchecked: the version decides only once it is read.
  const version = family === wanted.libc.family ? wanted.libc.version : null;
  const side = { libc: { family, version }, architecture: image.architecture };
  return { source, ref, image, side, keeps: true, pipes: true };
}
