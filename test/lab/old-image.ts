import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';
import type { Bench } from './containers.ts';
import { followProgress } from './docker-build.ts';

/**
 * The same image, made so many days ago: saved, its configuration's dates set back, loaded again under this name.
 * Returns its reference. Builds cannot be given a date; this is what one that was built then looks like.
 */
export async function madeEarlier(bench: Bench, image: string, days: number): Promise<string> {
  const date = new Date(Date.now() - days * 86_400_000).toISOString();
  const reference = image.replace(/:([^:]+)$/, `:$1-${days}d`);
  const files = await untar(await buffer((await bench.docker.getImage(image).get()) as Readable));
  const manifest = JSON.parse(files.get('manifest.json')?.toString('utf8') ?? '[]') as {
    Config: string;
    RepoTags: string[];
  }[];
  const [entry] = manifest;
  if (!entry) throw new Error(`the engine saved nothing of ${image}`);
  const config = JSON.parse(files.get(entry.Config)?.toString('utf8') ?? '{}') as {
    created: string;
    history: { created: string }[];
  };
  config.created = date;
  for (const layer of config.history) layer.created = date;
  files.set(entry.Config, Buffer.from(JSON.stringify(config)));
  entry.RepoTags = [reference];
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  files.delete('repositories');
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name }, content);
  archive.finalize();
  const loaded = await bench.docker.loadImage(Readable.from([await buffer(archive)]));
  await followProgress(bench.docker, loaded);
  const { Created } = await bench.docker.getImage(reference).inspect();
  if (Created.slice(0, 19) !== date.slice(0, 19)) throw new Error(`${reference} says it was made ${Created}`);
  bench.onClose(() => bench.docker.getImage(reference).remove({ force: true }));
  return reference;
}

async function untar(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reading = extract();
  const done = (async () => {
    for await (const entry of reading) {
      const content = await buffer(entry);
      if (entry.header.type === 'file') files.set(entry.header.name, content);
    }
  })();
  reading.end(archive);
  await done;
  return files;
}
