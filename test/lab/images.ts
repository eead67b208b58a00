import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { type ContextFile, dockerBuild, followProgress, imageId, removeImage } from './docker-build.ts';
import { compile, type Linkage, sourcePath } from './programs.ts';

const run = promisify(execFile);

/** The label that holds the hash of what an image was made from. */
const HASH_LABEL = 'io.walkdown.lab';
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MINUTE_MS = 60_000;

/** How an image comes to be: a script that writes a root file system as a tar, or a Dockerfile and its programs. */
type Recipe =
  | { kind: 'import'; script: string; args: readonly string[]; config: readonly string[]; sources: readonly string[] }
  | {
      kind: 'build';
      folder: string;
      programs: Record<string, [source: string, linkage: Linkage]>;
      needs: readonly ImageName[];
    };

const debian = (suite: string, packages?: string): Recipe => ({
  kind: 'import',
  script: 'debian.sh',
  args: packages ? [suite, packages] : [suite],
  config: ['CMD ["bash"]', `ENV ${PATH}`],
  sources: [],
});

const recipes = {
  'debian:bookworm': debian('bookworm'),
  'alpine-like:1': {
    kind: 'import',
    script: 'alpine-like.sh',
    args: [],
    config: ['CMD ["/bin/sh"]', `ENV ${PATH}`],
    sources: ['getent.c'],
  },
  'debian-net:bookworm': debian('bookworm', 'openssl,ca-certificates,python3,python3-dnslib,curl'),
  'debian-ca:bookworm': debian('bookworm', 'ca-certificates'),
  'debian:bullseye': debian('bullseye'),
  'debian:trixie': debian('trixie'),
  'distroless:1': {
    kind: 'build',
    folder: 'distroless',
    programs: { service: ['service.c', 'glibc'] },
    needs: ['debian-net:bookworm'],
  },
  'scratch:1': { kind: 'build', folder: 'scratch', programs: { service: ['service.c', 'static'] }, needs: [] },
} satisfies Record<string, Recipe>;

/** An image of the lab; its reference on the engine is `imageRef(name)`. */
export type ImageName =
  | 'debian:bookworm'
  | 'debian:bullseye'
  | 'debian:trixie'
  | 'debian-ca:bookworm'
  | 'debian-net:bookworm'
  | 'alpine-like:1'
  | 'distroless:1'
  | 'scratch:1';

/** Every image, in the order in which they are made. */
export const imageNames = Object.keys(recipes) as ImageName[];

/** The reference of a lab image, for example `walkdown-lab/debian:bookworm`. */
export function imageRef(name: ImageName): string {
  return `walkdown-lab/${name}`;
}

/** The hash of everything an image of the lab is made from. */
function recipeHash(name: ImageName): string {
  const recipe: Recipe = recipes[name];
  const hash = createHash('sha256').update(JSON.stringify(recipe));
  if (recipe.kind === 'import') {
    for (const source of [recipe.script, ...recipe.sources]) hash.update(readFileSync(sourcePath(source)));
  } else {
    hash.update(readFileSync(sourcePath(`${recipe.folder}/Dockerfile`)));
    for (const [source] of Object.values(recipe.programs)) hash.update(readFileSync(sourcePath(source)));
    for (const needed of recipe.needs) hash.update(recipeHash(needed));
  }
  return hash.digest('hex').slice(0, 32);
}

/** Whether the engine has the image, made from what its recipe says today. */
export async function hasImage(docker: Docker, name: ImageName): Promise<boolean> {
  try {
    const image = await docker.getImage(imageRef(name)).inspect();
    return image.Config?.Labels?.[HASH_LABEL] === recipeHash(name);
  } catch {
    return false;
  }
}

/** The lab's images that the engine lacks. */
export async function missingImages(docker: Docker): Promise<ImageName[]> {
  const present = await Promise.all(imageNames.map((name) => hasImage(docker, name)));
  return imageNames.filter((_, index) => !present[index]);
}

async function importImage(
  docker: Docker,
  name: ImageName,
  recipe: Extract<Recipe, { kind: 'import' }>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'walkdown-lab-'));
  try {
    const tar = join(folder, 'root.tar');
    await run(sourcePath(recipe.script), [tar, ...recipe.args], { timeout: 15 * MINUTE_MS, maxBuffer: 16 << 20 });
    const [repo, tag] = imageRef(name).split(':');
    const before = await imageId(docker, imageRef(name));
    const changes = [...recipe.config, `LABEL ${HASH_LABEL}=${recipeHash(name)}`];
    await followProgress(docker, await docker.importImage(createReadStream(tar), { repo, tag, changes }));
    if (before) await removeImage(docker, before);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function buildImage(docker: Docker, name: ImageName, recipe: Extract<Recipe, { kind: 'build' }>): Promise<void> {
  const files: ContextFile[] = [
    { path: 'Dockerfile', content: readFileSync(sourcePath(`${recipe.folder}/Dockerfile`)) },
  ];
  for (const [path, [source, linkage]] of Object.entries(recipe.programs)) {
    files.push({ path, content: readFileSync(await compile(source, linkage)), mode: 0o755 });
  }
  await dockerBuild(docker, imageRef(name), files, { [HASH_LABEL]: recipeHash(name) });
}

/**
 * Makes an image unless the engine has it already. Needs root, debootstrap and compilers on this machine.
 * Not to be called from several processes at once: `build.mjs` makes all of them before the tests start.
 */
export async function ensureImage(docker: Docker, name: ImageName): Promise<void> {
  if (await hasImage(docker, name)) return;
  const recipe: Recipe = recipes[name];
  if (recipe.kind === 'import') return importImage(docker, name, recipe);
  for (const needed of recipe.needs) await ensureImage(docker, needed);
  return buildImage(docker, name, recipe);
}

/** Alpine's own images, best first; used where the engine happens to have them. */
const realMusl = ['alpine:3.20', 'alpine:3.16'];

/** The reference of a musl base image: Alpine's own where the engine has one, else the lab's. */
export async function muslImage(docker: Docker): Promise<string> {
  for (const ref of realMusl) {
    if (await imageId(docker, ref)) return ref;
  }
  return imageRef('alpine-like:1');
}
