import type { ImageSummary } from '../../engine/engine.ts';
import { LABEL } from '../../engine/own-labels.ts';
import { generationOf } from '../generations.ts';

/** Labels of a toolkit image, beside those of everything that walkdown makes. */
const TOOLKIT_LABEL = {
  libc: 'io.walkdown.libc',
  version: 'io.walkdown.libc-version',
  generation: 'io.walkdown.generation',
  built: 'io.walkdown.built',
  base: 'io.walkdown.base',
  tools: 'io.walkdown.tools',
} as const;

/** The session that toolkits belong to: they are made before any incident and kept. */
const TOOLKIT_SESSION = 'toolkit';

/** After so many days a toolkit's own tools are old; nothing removes it. */
export const FRESH_DAYS = 90;
const DAY_MS = 86_400_000;

/** A matched debug image that walkdown built. */
export interface Toolkit {
  readonly ref: string;
  readonly id: string;
  readonly libc: 'musl' | 'glibc';
  readonly version: string;
  /** Range of versions whose resolver behaves alike; empty where none is known. */
  readonly generation: string;
  /** amd64, arm64, … */
  readonly architecture: string;
  /** RFC 3339. */
  readonly builtAt: string;
  /** What it was built upon: a digest where there is one, else an image ID, else the machine. */
  readonly base: string;
  /** Version by tool. */
  readonly tools: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
}

export function toolkitTag(libc: string, version: string, architecture: string): string {
  return `walkdown-toolkit:${libc}-${version}-${architecture}`;
}

export function toolkitLabels(
  about: Pick<Toolkit, 'libc' | 'version' | 'base' | 'tools'>,
  operator: string,
  now: Date,
): Record<string, string> {
  return {
    [LABEL.session]: TOOLKIT_SESSION,
    [LABEL.role]: 'toolkit',
    [LABEL.expires]: new Date(now.getTime() + FRESH_DAYS * DAY_MS).toISOString(),
    [LABEL.operator]: operator,
    [TOOLKIT_LABEL.libc]: about.libc,
    [TOOLKIT_LABEL.version]: about.version,
    [TOOLKIT_LABEL.generation]: generationOf(about.libc, about.version)?.range ?? '',
    [TOOLKIT_LABEL.built]: now.toISOString(),
    [TOOLKIT_LABEL.base]: about.base,
    [TOOLKIT_LABEL.tools]: JSON.stringify(about.tools),
  };
}

/** A toolkit by its labels; null for any other image. `architecture` is read off the tag, which names it. */
export function toolkitOf(image: ImageSummary): Toolkit | null {
  const { labels } = image;
  const libc = labels[TOOLKIT_LABEL.libc];
  if (labels[LABEL.role] !== 'toolkit' || (libc !== 'musl' && libc !== 'glibc')) return null;
  const ref = image.tags.find((tag) => tag.startsWith('walkdown-toolkit:')) ?? image.tags[0] ?? image.id;
  return {
    ref,
    id: image.id,
    libc,
    version: labels[TOOLKIT_LABEL.version] ?? '',
    generation: labels[TOOLKIT_LABEL.generation] ?? '',
    architecture: /-([a-z0-9]{2,12})$/.exec(ref)?.[1] ?? '',
    builtAt: labels[TOOLKIT_LABEL.built] ?? image.createdAt,
    base: labels[TOOLKIT_LABEL.base] ?? '',
    tools: toolsOf(labels[TOOLKIT_LABEL.tools] ?? ''),
    sizeBytes: image.sizeBytes,
  };
}

/** Whole days since it was built. */
export function ageDays(toolkit: Pick<Toolkit, 'builtAt'>, now: Date): number {
  const built = Date.parse(toolkit.builtAt);
  return Number.isNaN(built) ? 0 : Math.max(0, Math.floor((now.getTime() - built) / DAY_MS));
}

function toolsOf(text: string): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry) => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}
