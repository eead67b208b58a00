import type { ElfFile } from './elf.ts';

/** Native modules of Node and Python packages: which files there are, and which of a package's variants count. */

export type ModuleKind = 'node' | 'python';
export type ModuleLibc = 'glibc' | 'musl' | 'either';

/** The libc that a module was linked against, by the names it needs. */
export function moduleLibc(elf: ElfFile): ModuleLibc {
  const needed = elf.dynamic?.needed ?? [];
  if (needed.some((name) => name === 'libc.so.6' || name.startsWith('ld-linux'))) return 'glibc';
  if (needed.some((name) => name.startsWith('libc.musl-') || name === 'libc.so' || name.startsWith('ld-musl')))
    return 'musl';
  return 'either';
}

const PYTHON_SUFFIX = /\.(?:cpython-[\w-]+|abi3)\.so$/;

/** Whether a path is a native module, and of what. Shared libraries that a wheel brings along (*.libs/) are none. */
export function moduleKind(path: string): ModuleKind | null {
  if (path.endsWith('.node') && path.includes('/node_modules/')) return 'node';
  if (path.endsWith('.node') && /\/(?:build\/Release|prebuilds)\//.test(path)) return 'node';
  // Packages are also kept in directories of their own (pip install --target); the runtime's own are no packages.
  if (PYTHON_SUFFIX.test(path) && !path.includes('/lib-dynload/')) return 'python';
  return null;
}

/**
 * The package that a module belongs to, variants put together: prebuilds for two libcs of one package, or the
 * platform packages sharp-linux-x64 and sharp-linuxmusl-x64, are one group of which the runtime loads one.
 */
export function moduleGroup(path: string, kind: ModuleKind): string {
  if (kind === 'python') {
    const at = path.search(/\/(?:site|dist)-packages\//);
    // Outside of them, variants lie in directories of their own: the package and the module tell them to be the same.
    const rest =
      at < 0 ? path.split('/').slice(-2).join('/') : path.slice(path.indexOf('-packages/', at) + '-packages/'.length);
    return rest.replace(PYTHON_SUFFIX, '');
  }
  const at = path.lastIndexOf('/node_modules/');
  const inside = at < 0 ? path : path.slice(at + '/node_modules/'.length);
  const parts = inside.split('/');
  const name = inside.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? inside);
  return name.replace(
    /-?linux(?:musl)?[-_](?:x64|arm64|arm|ia32|x86_64|aarch64)(?:[-_](?:gnu|musl|glibc|gnueabihf|musleabihf))?$/,
    '',
  );
}
