import type { ElfBytes } from './bytes.ts';
import type { Segment } from './segments.ts';
import { PT } from './segments.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const MOST_NOTES = 64;
const MOST_INFO = 256 * 1024;

/** What the Go toolchain left in a binary. */
export interface GoBuild {
  /** go1.22.1; null where the build information was not at hand (it stands far behind in a large binary). */
  readonly version: string | null;
  /** Build settings: CGO_ENABLED, -tags, GOARCH, GOOS, … (Go 1.18 and later). */
  readonly settings: Readonly<Record<string, string>>;
  /** Path of the main package. */
  readonly mainPath: string | null;
  /** Modules built in, `path version`. */
  readonly modules: readonly string[];
}

/** A note `Go` (type 4, the build id) stands at the very beginning of every Go binary. */
function hasGoNote(bytes: ElfBytes, segments: readonly Segment[]): boolean {
  for (const segment of segments.filter((s) => s.type === PT.note).slice(0, 8)) {
    let at = segment.offset;
    const end = Math.min(segment.offset + segment.fileSize, bytes.buffer.length);
    for (let i = 0; i < MOST_NOTES && at + 12 <= end; i += 1) {
      const nameSize = bytes.u32(at) ?? 0;
      const dataSize = bytes.u32(at + 4) ?? 0;
      if (bytes.u32(at + 8) === 4 && nameSize === 4 && bytes.text(at + 12, 4) === 'Go') return true;
      at += 12 + Math.ceil(nameSize / 4) * 4 + Math.ceil(dataSize / 4) * 4;
    }
  }
  return false;
}

/** A string with its length in front as a varint; null when it is not whole. */
function readString(buffer: Buffer, at: number): { text: string; next: number } | null {
  let length = 0;
  let i = at;
  for (let shift = 0; shift < 28; shift += 7, i += 1) {
    const byte = buffer[i];
    if (byte === undefined) return null;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      const next = i + 1 + length;
      if (length > MOST_INFO || next > buffer.length) return null;
      return { text: buffer.toString('latin1', i + 1, next), next };
    }
  }
  return null;
}

function readInfo(text: string): Pick<GoBuild, 'settings' | 'mainPath' | 'modules'> {
  const settings: Record<string, string> = {};
  const modules: string[] = [];
  let mainPath: string | null = null;
  // The text stands between two 16-byte sentinels.
  const body = text.length >= 33 ? text.slice(16, -16) : text;
  for (const line of body.split('\n').slice(0, 4096)) {
    const [kind, first = '', second = ''] = line.split('\t');
    if (kind === 'path') mainPath = first;
    else if (kind === 'dep' || kind === 'mod') modules.push(`${first} ${second}`.trim());
    else if (kind === 'build') {
      const at = first.indexOf('=');
      if (at > 0) settings[first.slice(0, at)] = first.slice(at + 1);
    }
  }
  return { settings, mainPath, modules };
}

/** Go's build information, or null for a file that Go did not make. */
export function readGoBuild(bytes: ElfBytes, segments: readonly Segment[]): GoBuild | null {
  const at = bytes.buffer.indexOf(MAGIC);
  if (at < 0) {
    return hasGoNote(bytes, segments) ? { version: null, settings: {}, mainPath: null, modules: [] } : null;
  }
  const unknown: GoBuild = { version: null, settings: {}, mainPath: null, modules: [] };
  const flags = bytes.buffer[at + 15] ?? 0;
  // Before Go 1.18 there are pointers here instead of the text.
  if ((flags & 2) === 0) return unknown;
  const version = readString(bytes.buffer, at + 32);
  if (version === null) return unknown;
  const info = readString(bytes.buffer, version.next);
  return { ...unknown, version: version.text, ...(info === null ? {} : readInfo(info.text)) };
}
