import type { Json, Observation } from '../../session/evidence.ts';
import { isElf, parseElf } from '../elf.ts';
import { loaderFamily } from '../loaders.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';
import { programPath } from './program-path.ts';

/** The most that is read of a program to reach its dynamic section, which stands near its end. */
const MOST_BYTES = 48 * 1024 * 1024;

/** How the program is linked: which loader it asks for, which libraries, or that it needs none. */
export const binaryLinkage: Reader = {
  source: 'binary-linkage',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const path = await programPath(context);
    const data = path === '' ? { kind: 'none', path } : await look(context, path);
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'how the program is linked',
          startedAt,
          data: data as unknown as Json,
          stdout: lines(data as Record<string, unknown>),
          byHand: path === '' ? '' : `${context.files.byHand(path)} > /tmp/program; readelf -ld /tmp/program`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};

async function look(context: ReadContext, path: string) {
  const read = await context.files.read(path, MOST_BYTES);
  if (!read.ok) return { kind: 'unreadable', path, reason: read.reason };
  const { bytes, stat, path: real } = read.value;
  if (!isElf(bytes)) return { kind: 'no-elf', path: real, script: bytes.subarray(0, 2).toString('latin1') === '#!' };
  const elf = parseElf(bytes, { fileSize: stat.sizeBytes });
  if (elf === null) return { kind: 'damaged', path: real };
  const loader = elf.interpreter === null ? null : await context.files.stat(elf.interpreter);
  return {
    kind: elf.linkage,
    path: real,
    sizeBytes: stat.sizeBytes,
    architecture: elf.architecture,
    loader: elf.interpreter ?? '',
    loaderFamily: elf.interpreter === null ? '' : loaderFamily(elf.interpreter),
    loaderExists: loader === null ? null : loader.ok,
    needed: elf.dynamic?.needed.slice(0, 200) ?? null,
    runpath: [...(elf.dynamic?.rpath ?? []), ...(elf.dynamic?.runpath ?? [])].slice(0, 20),
    highestNeeds: elf.highestNeeds,
    go: elf.go && {
      version: elf.go.version,
      mainPath: elf.go.mainPath,
      cgo: elf.go.settings.CGO_ENABLED ?? '',
      tags: elf.go.settings['-tags'] ?? '',
    },
    whole: !read.value.truncated,
  };
}

function lines(data: Record<string, unknown>): string {
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('\n');
}
