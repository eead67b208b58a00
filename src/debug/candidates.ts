import type { ContainerDetails, Engine, ImageDetails, ImageSummary } from '../engine/engine.ts';
import type { LibcFamily, TargetFacts } from '../target/target.ts';
import { type DebugConfig, SIBLING_RULES } from './config.ts';
import { expandRule, fitsPattern, parseReference, type Reference } from './references.ts';

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
  for (const [source, listed] of [
    ['toolkit', toolkits(images, context)],
    ['engine', fromPatterns(images, context)],
  ] as const) {
    for (const { ref, id } of listed) {
      const answer = await engine.inspectImage(id);
      if (answer.ok) yield { source, ref, image: answer.value };
    }
  }
  yield { source: 'own', ref: nameOfOwn(context), image: context.image };
}

function nameOfOwn(context: CandidateContext): string {
  return context.image.tags[0] ?? context.image.id;
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
  const ours = images.filter((image) => image.labels['io.walkdown.role'] === 'toolkit');
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

/** Whose images usually have which libc: only the order of looking depends on it, what is found decides. */
const USUAL_LIBC: Readonly<Partial<Record<LibcFamily, RegExp>>> = {
  musl: /(^|\/)(alpine|netshoot|busybox)|-alpine|musl/,
  glibc: /(^|\/)(debian|ubuntu|buildpack|fedora|rocky|alma|amazon|centos)|-slim|bookworm|bullseye|trixie/,
};

/** What the list of patterns finds: likely ones first, then by place in the list, then the newest. */
function fromPatterns(images: readonly ImageSummary[], context: CandidateContext): Listed[] {
  const likely = USUAL_LIBC[context.target.libc.family];
  const found: (Listed & { likely: number; pattern: number; createdAt: string })[] = [];
  for (const image of images) {
    if (image.id === context.image.id || image.labels['io.walkdown.role'] !== undefined) continue;
    for (const ref of image.tags) {
      const pattern = context.config.patterns.findIndex((one) => fitsPattern(one, ref));
      if (pattern < 0) continue;
      found.push({ ref, id: image.id, likely: likely?.test(ref) ? 0 : 1, pattern, createdAt: image.createdAt });
      break;
    }
  }
  return found
    .sort((a, b) => a.likely - b.likely || a.pattern - b.pattern || b.createdAt.localeCompare(a.createdAt))
    .slice(0, MOST_FROM_ENGINE);
}
