import type { LibcFamily } from '../target.ts';
import type { LookedAt } from './hop.ts';

/**
 * Why a start must fail here, named like the root cause it proves where there is one. `unrecognised-format`: neither a
 * program nor a script to the kernel (empty, no `#!`, a byte order mark before it).
 */
export type EntrypointProblem =
  | ''
  | 'missing-entrypoint'
  | 'wrong-workdir'
  | 'missing-interpreter'
  | 'crlf-shebang'
  | 'libc-mismatch'
  | 'wrong-architecture'
  | 'not-executable'
  | 'noexec-mount'
  | 'unrecognised-format';

/** Those that show in a program's own file, its interpreter or its loader, wherever it is called from. */
const OF_PROGRAMS: readonly EntrypointProblem[] = [
  'missing-interpreter',
  'crlf-shebang',
  'libc-mismatch',
  'wrong-architecture',
  'not-executable',
  'noexec-mount',
];

export function isProgramProblem(problem: EntrypointProblem): boolean {
  return OF_PROGRAMS.includes(problem);
}

export interface ProblemFound {
  readonly problem: EntrypointProblem;
  /** One sentence, with the paths that prove it. */
  readonly text: string;
}

/** What is known of how this file comes to be looked at. */
export interface Circumstances {
  /** `script`: a file that an interpreter reads; its mode does not matter then. */
  readonly role: 'entrypoint' | 'interpreter' | 'program' | 'script';
  /** As written on the command line or in the shebang. */
  readonly name: string;
  /** The shebang that names it ends in a carriage return. */
  readonly crlf: boolean;
  readonly named: string;
  readonly workingDir: string;
  /** The working directory is not the image's own, or not there. */
  readonly workingDirDoubtful: boolean;
  readonly foundElsewhere: readonly string[];
  readonly hiddenByMount: boolean;
  readonly imageLibc: LibcFamily;
  readonly searched: readonly string[];
}

const NONE: ProblemFound = { problem: '', text: '' };

/** The first thing that stops execve or the loader, in the order in which they look. Pure. */
export function problemOf(file: LookedAt, how: Circumstances): ProblemFound {
  if (how.role === 'interpreter' && how.crlf && (file.kind === 'missing' || /\r/.test(how.name))) {
    return {
      problem: 'crlf-shebang',
      text: `the first line of ${how.named} ends in a carriage return, so the kernel looks for ${shown(how.name)}`,
    };
  }
  if (file.kind === 'missing' || file.kind === 'dangling-symlink') return missing(file, how);
  if (file.cover?.noexec && how.role !== 'script') {
    return {
      problem: 'noexec-mount',
      text: `${file.path} lies in ${file.cover.destination}, a ${file.cover.type} mounted noexec`,
    };
  }
  // What an interpreter is given to read must be readable, and need not be executable.
  if (file.readable === false && (how.role === 'script' || file.kind === 'script')) {
    return { problem: 'not-executable', text: `${modeOf(file)}: it may not be read` };
  }
  if (file.kind === 'unreadable' || file.kind === 'other' || how.role === 'script') return NONE;
  if (file.kind === 'directory') return { problem: 'not-executable', text: `${file.path} is a directory` };
  if (file.executable === false) {
    return { problem: 'not-executable', text: modeOf(file) };
  }
  if (file.kind === 'elf') return elfProblem(file, how.imageLibc);
  return formatProblem(file);
}

function modeOf(file: LookedAt): string {
  const mode = (file.mode ?? 0).toString(8).padStart(4, '0');
  return `${file.realPath} has mode ${mode}, owner ${file.uid}:${file.gid}`;
}

function missing(file: LookedAt, how: Circumstances): ProblemFound {
  const dangling =
    file.kind === 'dangling-symlink' ? `${file.path} is a symlink to ${file.note}, which is not there` : '';
  if (how.role === 'interpreter') {
    return {
      problem: 'missing-interpreter',
      text: dangling || `${how.named} asks for ${shown(how.name)}, which is not there`,
    };
  }
  if (dangling) return { problem: 'missing-entrypoint', text: dangling };
  if (how.hiddenByMount && file.cover) {
    const text = `${file.path} is in the image, but hidden by the ${file.cover.type} mounted at ${file.cover.destination}`;
    return { problem: 'missing-entrypoint', text };
  }
  const relative = !how.name.startsWith('/') && (how.name.includes('/') || how.role === 'script');
  if (relative && (how.foundElsewhere.length > 0 || how.workingDirDoubtful)) {
    const where = how.foundElsewhere.length > 0 ? `; it is at ${how.foundElsewhere.join(', ')}` : '';
    return {
      problem: 'wrong-workdir',
      text: `${how.name} is relative, and there is no ${file.path} (working directory ${how.workingDir})${where}`,
    };
  }
  const text =
    how.searched.length > 0 ? `no ${how.name} in PATH (${how.searched.join(':')})` : `there is no ${file.path}`;
  return { problem: 'missing-entrypoint', text };
}

function elfProblem(file: LookedAt, imageLibc: LibcFamily): ProblemFound {
  const { elf, loader } = file;
  if (elf === null) return { problem: 'unrecognised-format', text: `${file.realPath} is a damaged ELF file` };
  if (file.architectureFit === 'foreign') {
    return { problem: 'wrong-architecture', text: `${file.realPath} is made for ${elf.architecture}` };
  }
  if (loader === null || (loader.exists !== false && loader.fit !== 'foreign')) return NONE;
  if (loader.exists !== false) {
    const text = `${loader.path} is there for ${loader.architecture}, ${file.realPath} is made for ${elf.architecture}`;
    return { problem: 'wrong-architecture', text };
  }
  const asks = `${file.realPath} asks for the loader ${loader.path}, which is not there`;
  // The image has that libc, only not for this program (a 32-bit one, say): a package is missing, no libc is mixed up.
  if (loader.family === imageLibc || loader.family === 'unknown') return { problem: 'missing-interpreter', text: asks };
  return { problem: 'libc-mismatch', text: asks };
}

function formatProblem(file: LookedAt): ProblemFound {
  const shebang = file.shebang;
  if (file.kind === 'script' && shebang) {
    if (shebang.interpreter === '') {
      return { problem: 'unrecognised-format', text: `the first line of ${file.realPath} names no interpreter` };
    }
    // The interpreter is there, but its option ends in the carriage return: `#!/bin/sh -e\r`.
    if (shebang.crlf && shebang.env === null && shebang.argument !== '') {
      return {
        problem: 'crlf-shebang',
        text: `the first line of ${file.realPath} ends in a carriage return: ${shown(shebang.line)}`,
      };
    }
    return NONE;
  }
  if (file.kind === 'empty') return { problem: 'unrecognised-format', text: `${file.realPath} is empty` };
  const why = file.bom
    ? 'begins with a byte order mark, which hides its #!'
    : 'is neither an ELF file nor begins with #!';
  return { problem: 'unrecognised-format', text: `${file.realPath} ${why}` };
}

/** A name with its control characters made visible. */
function shown(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}
