import type { ContainerDetails, Engine, ImageDetails } from '../engine/engine.ts';
import { isElf, parseElf, programLinkage } from './elf.ts';
import type { Hop } from './entrypoint/walk.ts';
import { type EntrypointResolution, resolveEntrypoint } from './entrypoint.ts';
import { type BinaryInQuestion, detectLibc, imageLibcOf, type LibcFindings } from './libc.ts';
import type { TargetFiles } from './reader.ts';

export interface ProgramInput {
  readonly engine: Pick<Engine, 'info'>;
  readonly container: ContainerDetails | null;
  readonly image: ImageDetails;
  readonly files: TargetFiles;
  readonly options: { readonly binary: string | null };
}

/** What the target runs, and with which libc. */
export interface Program {
  readonly entrypoint: EntrypointResolution;
  /** The file to look at: the one asked for, else the one that really runs. Empty when there is none. */
  readonly binary: string;
  readonly libc: LibcFindings;
}

/** Entrypoint and libc together: each says something that the other needs. Reads only. */
export async function identifyProgram(input: ProgramInput): Promise<Program> {
  const { files, container, image } = input;
  const architecture = image.architecture || input.engine.info.architecture;
  const imageLibc = await imageLibcOf(files, architecture);
  const entrypoint = await resolveEntrypoint({
    files,
    container,
    image,
    engineArchitecture: input.engine.info.architecture,
    imageLibc: imageLibc.family,
  });
  const question =
    input.options.binary === null ? fromHop(entrypoint.binaryHop) : await binaryInQuestion(files, input.options.binary);
  const libc = await detectLibc(files, { binary: question, architecture });
  return { entrypoint, binary: question?.path ?? input.options.binary ?? entrypoint.binary, libc };
}

function fromHop(hop: Hop | null): BinaryInQuestion | null {
  if (hop?.elf == null) return null;
  const { linkage, interpreter, go } = hop.elf;
  return { path: hop.realPath, linkage, interpreter, go };
}

/** The headers of one program, for the question which libc it uses; null when it is no ELF file or cannot be read. */
export async function binaryInQuestion(files: TargetFiles, path: string): Promise<BinaryInQuestion | null> {
  const read = await files.read(path, 64 * 1024);
  if (!read.ok || !isElf(read.value.bytes)) return null;
  const elf = parseElf(read.value.bytes, { fileSize: read.value.stat.sizeBytes });
  return elf && { path: read.value.path, linkage: programLinkage(elf), interpreter: elf.interpreter, go: elf.go };
}
