import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LibcFamily } from '../target/target.ts';

/** A program of an image: where it stands and what would start it. */
export interface Program {
  /** As found in the search path. */
  readonly path: string;
  /** After symlinks. */
  readonly real: string;
  /** elf: with a loader of its own or static · script: begins with #! · other: neither. */
  readonly kind: 'elf' | 'script' | 'other';
  /** PT_INTERP of an ELF file, the interpreter of a script; null for a static program. */
  readonly interpreter: string | null;
}

/** What is known of an image's content. An image ID is a hash of it, so this never goes stale. */
export interface ImageContent {
  libc: { family: LibcFamily; version: string | null };
  /** Of its programs, by ELF header; the image configuration's word where there was none to read. */
  architecture: string;
  /** By name; null: looked for and not there. */
  programs: Record<string, Program | null>;
  /** Where its tools are, as a shell in it said; null: not there. */
  tools: Record<string, string | null>;
  /** False: it was started and had nothing to wait with. */
  keeps: boolean;
}

/** Remembers image contents by image ID. */
export interface ImageCache {
  get(imageId: string): ImageContent | undefined;
  put(imageId: string, content: ImageContent): void;
  /** Writes what is new; a file that cannot be written loses speed and nothing else. */
  flush(): void;
}

const VERSION = 1;
const MOST_IMAGES = 200;
const MOST_PROGRAMS = 200;
const MAX_FILE_BYTES = 4 << 20;
const FAMILIES: readonly LibcFamily[] = ['glibc', 'musl', 'static', 'uclibc', 'bionic', 'unknown'];

/** A cache in memory; with a file's path, also kept there between sessions (0600). A broken file is as good as none. */
export function createImageCache(file: string | null): ImageCache {
  let images: Map<string, ImageContent> | null = null;
  let changed = false;
  const loaded = (): Map<string, ImageContent> => {
    images ??= file === null ? new Map() : readCache(file);
    return images;
  };
  return {
    get: (imageId) => loaded().get(imageId),
    put(imageId, content) {
      // Latest last, so that the oldest go first.
      loaded().delete(imageId);
      loaded().set(imageId, content);
      changed = true;
    },
    flush() {
      if (!changed || file === null) return;
      const kept = [...loaded()].slice(-MOST_IMAGES);
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        const partial = `${file}.${process.pid}`;
        writeFileSync(partial, JSON.stringify({ version: VERSION, images: Object.fromEntries(kept) }), { mode: 0o600 });
        renameSync(partial, file);
        changed = false;
      } catch {
        // Only speed is lost; the session's own state has its own errors.
      }
    },
  };
}

function readCache(file: string): Map<string, ImageContent> {
  const images = new Map<string, ImageContent>();
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > MAX_FILE_BYTES) return images;
    const parsed: unknown = JSON.parse(text);
    if (!isRecord(parsed) || parsed.version !== VERSION || !isRecord(parsed.images)) return images;
    for (const [id, value] of Object.entries(parsed.images).slice(-MOST_IMAGES)) {
      const content = contentOf(value);
      if (content && id.length <= 128) images.set(id, content);
    }
  } catch {
    // No cache yet, or not one of ours.
  }
  return images;
}

function contentOf(value: unknown): ImageContent | null {
  if (!isRecord(value) || !isRecord(value.libc) || !isRecord(value.programs)) return null;
  const family = FAMILIES.find((known) => known === (value.libc as Record<string, unknown>).family);
  const version = value.libc.version;
  if (!family || typeof value.architecture !== 'string') return null;
  if (version !== null && typeof version !== 'string') return null;
  const programs: Record<string, Program | null> = {};
  for (const [name, program] of Object.entries(value.programs).slice(0, MOST_PROGRAMS)) {
    const read = program === null ? null : programOf(program);
    if (read !== undefined) programs[name] = read;
  }
  const tools: Record<string, string | null> = {};
  for (const [name, path] of Object.entries(isRecord(value.tools) ? value.tools : {}).slice(0, MOST_PROGRAMS)) {
    if (path === null || typeof path === 'string') tools[name] = path;
  }
  return { libc: { family, version }, architecture: value.architecture, programs, tools, keeps: value.keeps !== false };
}

function programOf(value: unknown): Program | undefined {
  if (!isRecord(value) || typeof value.path !== 'string' || typeof value.real !== 'string') return undefined;
  const { path, real, interpreter } = value;
  const kind = (['elf', 'script', 'other'] as const).find((known) => known === value.kind);
  if (!kind || (interpreter !== null && typeof interpreter !== 'string')) return undefined;
  return { path, real, kind, interpreter };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
