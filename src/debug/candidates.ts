import type { ContainerDetails, Engine, ImageDetails, ImageSummary } from '../engine/engine.ts';
import type { LibcFamily, TargetFacts } from '../target/target.ts';
import { type DebugConfig, SIBLING_RULES } from './config.ts';
import { expandRule, fitsPattern, nameOfImage, parseReference, type Reference } from './references.ts';

/** Where an image was named, in the order in which they are asked (issue and design: never pulled, always checked). */
export type CandidateSource = 'asked' | 'label' | 'rule' | 'sibling' | 'toolkit' | 'engine' | 'own';

/** A reference or image that may serve as debug image; not looked into yet. */
export interface Candidate {
  readonly source: CandidateSource;
  readonly ref: string;
  /** Null: the engine has no such image. */
  readonly image: ImageDetails | null;
}

export interface CandidateContext {
  readonly engine: Engine;
  readonly target: Pick<TargetFacts, 'libc'> & {
    image: Pick<TargetFacts['image'], 'id' | 'ref' | 'tags' | 'architecture'>;
  };
  readonly image: ImageDetails;
  readonly container: ContainerDetails | null;
  readonly config: DebugConfig;
}

/** How many images of the list are looked into at most: each needs a created container the first time. */
const MOST_FROM_ENGINE = 16;

/** Every candidate, best first, one after the other: whoever is content with one need not ask for the next. */
export async function* candidatesFor(context: CandidateContext): AsyncGenerator<Candidate> {
  const { engine, config } = context;
  const byRef = async (source: CandidateSource, ref: string): Promise<Candidate> => {
    const answer = await engine.inspectImage(ref);
    return { source, ref, image: answer.ok ? answer.value : null };
  };
  if (config.askedFor !== null) yield byRef('asked', config.askedFor);
  const label = context.image.labels['io.walkdown.debug-image'];
  if (label) yield byRef('label', label);
  for (const [source, rules] of [
    ['rule', config.rules],
    ['sibling', SIBLING_RULES],
  ] as const) {
    for (const ref of expandedRules(rules, context)) {
      const candidate = await byRef(source, ref);
      if (candidate.image || source === 'rule') yield candidate;
    }
  }
  const images = await engine.listImages();
  const listed = fromPatterns(images, context);
  const own: Candidate = { source: 'own', ref: nameOfOwn(context), image: context.image };
  yield* inspected(engine, 'toolkit', toolkits(images, context));
  yield* inspected(engine, 'engine', listed.likely);
  yield own;
  // By their names of another libc: looked into only where nothing else serves.
  yield* inspected(engine, 'engine', listed.unlikely);
}

async function* inspected(
  engine: Engine,
  source: CandidateSource,
  listed: readonly Listed[],
): AsyncGenerator<Candidate> {
  for (const { ref, id } of listed) {
    const answer = await engine.inspectImage(id);
    if (answer.ok) yield { source, ref, image: answer.value };
  }
}

function nameOfOwn(context: CandidateContext): string {
  return nameOfImage(context.image, context.container?.imageRef ?? context.target.image.ref);
}

/** Under which names the target's image is known: as typed, and its tags. */
function referencesOf(context: CandidateContext): Reference[] {
  const typed = context.container?.imageRef ?? context.target.image.ref;
  const all = [typed, ...context.image.tags].map(parseReference).filter((reference) => reference !== null);
  const seen = new Set<string>();
  return all.filter((reference) => {
    const key = `${reference.repository}:${reference.tag}`;
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
}

function expandedRules(rules: readonly string[], context: CandidateContext): string[] {
  const about = { libc: context.target.libc.family, architecture: context.target.image.architecture };
  const refs = rules.flatMap((rule) => referencesOf(context).map((reference) => expandRule(rule, reference, about)));
  return [...new Set(refs.filter((ref) => ref !== null))];
}

type Listed = { ref: string; id: string };

/** Our own toolkits, the fitting libc first, the newest first. */
function toolkits(images: readonly ImageSummary[], context: CandidateContext): Listed[] {
  // One without a name was replaced by a newer one.
  const ours = images.filter((image) => image.labels['io.walkdown.role'] === 'toolkit' && image.tags.length > 0);
  const fits = (image: ImageSummary): boolean => image.labels['io.walkdown.libc'] === context.target.libc.family;
  const sameVersion = (image: ImageSummary): boolean =>
    image.labels['io.walkdown.libc-version'] === context.target.libc.version;
  return [...ours]
    .sort(
      (a, b) =>
        Number(fits(b)) - Number(fits(a)) ||
        Number(sameVersion(b)) - Number(sameVersion(a)) ||
        b.createdAt.localeCompare(a.createdAt),
    )
    .map((image) => ({ ref: image.tags[0] ?? image.id, id: image.id }));
}

/** Which libc an image has by its name, as far as names tell: only the order of looking depends on it. */
export function libcByName(ref: string): LibcFamily {
  if (/(^|\/)(netshoot|musl)|alpine|musl/.test(ref)) return 'musl';
  if (/(^|\/)(debian|ubuntu|buildpack|fedora|rocky|alma|amazon|centos)|-slim|bookworm|bullseye|trixie/.test(ref)) {
    return 'glibc';
  }
  return 'unknown';
}

/** What the list of patterns finds, by place in the list, then the newest; apart those that by name cannot match. */
function fromPatterns(
  images: readonly ImageSummary[],
  context: CandidateContext,
): { likely: Listed[]; unlikely: Listed[] } {
  const wanted = context.target.libc.family;
  const found: (Listed & { unlikely: boolean; pattern: number; createdAt: string })[] = [];
  for (const image of images) {
    if (image.id === context.image.id || image.labels['io.walkdown.role'] !== undefined) continue;
    for (const ref of image.tags) {
      const pattern = context.config.patterns.findIndex((one) => fitsPattern(one, ref));
      if (pattern < 0) continue;
      const named = libcByName(ref);
      const unlikely = (wanted === 'musl' || wanted === 'glibc') && named !== 'unknown' && named !== wanted;
      found.push({ ref, id: image.id, unlikely, pattern, createdAt: image.createdAt });
      break;
    }
  }
  found.sort((a, b) => a.pattern - b.pattern || b.createdAt.localeCompare(a.createdAt));
  const kept = found.slice(0, MOST_FROM_ENGINE);
  return { likely: kept.filter((one) => !one.unlikely), unlikely: kept.filter((one) => one.unlikely) };
}
