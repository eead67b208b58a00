import type { Evidence, Json, Observation } from '../../session/evidence.ts';
import { mayRead } from '../entrypoint/user.ts';
import { type OpenLibrary, resolveLinks } from '../linking.ts';
import { loaderFamily } from '../loaders.ts';
import { identifyProgram } from '../program.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { configuredDirectories, libraryOpener } from './link-files.ts';
import { programPath } from './program-path.ts';

/** What the loader would find for the target's binary, from its own files. */
export const sharedLibraries: Reader = {
  source: 'shared-libraries',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const path = await programPath(context);
    const open = libraryOpener(context.files);
    const binary = path === '' ? null : await open(path);
    if (!binary)
      return seen(context, startedAt, { path, elf: false }, path ? `${path}: no ELF file` : 'no binary is known');
    const { elf } = binary;
    if (elf.linkage !== 'dynamic' || !elf.interpreter) {
      return seen(
        context,
        startedAt,
        { path, elf: true, linkage: elf.linkage, go: elf.go?.version ?? null },
        `${path}: ${elf.linkage}`,
      );
    }
    const picture = await resolveLinks(
      {
        binary,
        architecture: context.image.architecture || elf.architecture,
        libraryPath: libraryPath(context),
        configured: await configuredDirectories(context.files, loaderFamily(elf.interpreter), elf.architecture),
      },
      open,
    );
    const loader = await context.files.stat(elf.interpreter);
    const unreadable = await closedLibraries(
      context,
      picture.libraries.map((one) => one.path),
      open,
    );
    const data = {
      path: binary.path,
      elf: true,
      linkage: elf.linkage,
      loader: elf.interpreter,
      loaderExists: loader.ok,
      ...picture,
      unreadable,
    };
    const lines = [
      `${binary.path}: dynamic, loader ${elf.interpreter}${loader.ok ? '' : ' => not found'}`,
      ...picture.libraries.map((one) => `\t${one.name} => ${one.path}`),
      ...picture.missing.map(
        (one) => `\t${one.name} => not found (needed by ${one.neededBy})${one.foreign ? `; ${one.foreign}` : ''}`,
      ),
      ...picture.versions.map(
        (one) => `\t${one.library}: version ${one.version} not found (required by ${one.neededBy})`,
      ),
      ...unreadable.map((one) => `\t${one.path}: mode ${one.mode}, owner ${one.owner}: ${one.user} may not read it`),
      ...picture.unresolved.map((one) => `\t${one.symbol}: no library defines it (needed by ${one.neededBy})`),
    ];
    return seen(context, startedAt, data as unknown as Json, lines.join('\n'));
  },
};

/** Libraries that are there and that the user it runs as may not read: its loader then says that there is no such file. */
async function closedLibraries(context: ReadContext, paths: readonly string[], open: OpenLibrary) {
  const configured = (context.container ?? context.image).user;
  if (configured === '' || /^(?:root|0)(?::|$)/.test(configured)) return [];
  const { user } = (await identifyProgram(context)).entrypoint;
  const found: { path: string; mode: string; owner: string; user: string }[] = [];
  for (const path of paths) {
    const permissions = (await open(path))?.permissions;
    if (!permissions || mayRead(permissions, user) !== false) continue;
    const mode = (permissions.mode & 0o7777).toString(8).padStart(4, '0');
    found.push({ path, mode, owner: `${permissions.uid}:${permissions.gid}`, user: user.name || String(user.uid) });
  }
  return found;
}

function libraryPath({ container, image }: ReadContext): string[] {
  const env = container?.env ?? image.env;
  const value = env.find((one) => one.startsWith('LD_LIBRARY_PATH='))?.slice('LD_LIBRARY_PATH='.length) ?? '';
  return value.split(':').filter((dir) => dir.startsWith('/'));
}

function seen(context: ReadContext, startedAt: Date, data: Json, stdout: string): Observation {
  const loader = typeof data === 'object' && data !== null && 'loader' in data ? String(data.loader) : 'ldd';
  const evidence: Evidence = {
    kind: 'read',
    what: "shared libraries, from the target's own files",
    argv: [],
    view: 'engine',
    tier: 'engine',
    exitCode: null,
    timedOut: false,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    stdout,
    stderr: '',
    truncated: false,
    data,
    byHand: `docker run --rm --network none --cap-drop ALL --read-only --entrypoint ${loader} ${context.image.id} --list ${context.target?.binary ?? ''}`,
    byHandEquivalent: true,
  };
  return { kind: 'seen', evidence: [evidence], libcMatched: null };
}
