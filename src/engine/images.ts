import { Answered, ask, type Question, toEngineError, unavailable } from './answers.ts';
import type { Answer, EngineInfo, HistoryEntry, ImageDetails, ImageSummary } from './engine.ts';
import { asArray, asObject, asText, asTextMap, parseJson } from './json.ts';
import { oneLine } from './one-line.ts';
import { LABEL } from './own-labels.ts';
import { toHistory, toImageDetails, toImageSummary } from './translate-image.ts';
import { imagePath, type Wire } from './wire.ts';

/** Loading or importing hundreds of megabytes over a slow line takes minutes; nothing coming for so long is an end. */
const TRANSFER_IDLE_MS = 120_000;

export interface ImportOptions {
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly env: readonly string[];
  /** os/architecture when it is not the engine's own. */
  readonly platform?: string;
}

/** Images: what is there, and for toolkits making, moving and removing our own. Nothing is ever pulled. */
export function createImages(wire: Wire, info: EngineInfo) {
  async function inspect(ref: string, question: Question): Promise<ImageDetails> {
    return toImageDetails(await wire.json({ method: 'GET', path: pathOf(ref, '/json', question) }));
  }

  return {
    async listImages(): Promise<ImageSummary[]> {
      try {
        return asArray(await wire.json({ method: 'GET', path: '/images/json', deadlineMs: 15_000 })).map(
          toImageSummary,
        );
      } catch (error) {
        throw toEngineError(error, 'the list of images', info.host);
      }
    },

    inspectImage(ref: string): Promise<Answer<ImageDetails>> {
      const question = questionOf(ref, 'inspect');
      return ask(question, () => inspect(ref, question));
    },

    imageHistory(imageId: string): Promise<Answer<HistoryEntry[]>> {
      const question = questionOf(imageId, 'history');
      return ask(question, async () =>
        toHistory(await wire.json({ method: 'GET', path: pathOf(imageId, '/history', question) })),
      );
    },

    importImage(tar: NodeJS.ReadableStream, options: ImportOptions): Promise<Answer<string>> {
      const question: Question = { what: `importing ${options.tag}`, toCheckIt: `docker import - ${options.tag}` };
      return ask(question, async () => {
        const { repository, tag } = splitTag(options.tag);
        const response = await wire.stream({
          method: 'POST',
          path: '/images/create',
          query: {
            fromSrc: '-',
            repo: repository,
            tag,
            changes: importChanges(options),
            ...(options.platform === undefined ? {} : { platform: options.platform }),
          },
          upload: tar,
          deadlineMs: 15 * 60_000,
        });
        await readProgress(response);
        return (await inspect(options.tag, question)).id;
      });
    },

    /** One tar with all of them; whoever takes it reads it to its end or destroys it. */
    saveImages(refs: readonly string[]): Promise<Answer<NodeJS.ReadableStream>> {
      const question: Question = { what: `saving ${refs.join(', ')}`, toCheckIt: `docker save ${refs.join(' ')}` };
      return ask(question, async () => {
        for (const ref of refs) await inspect(ref, question);
        return wire.stream({ method: 'GET', path: '/images/get', query: { names: refs }, deadlineMs: 120_000 });
      });
    },

    /** The references, or ids where they have none, of what was loaded. */
    loadImages(tar: NodeJS.ReadableStream): Promise<Answer<string[]>> {
      const question: Question = { what: 'loading images', toCheckIt: 'docker load' };
      return ask(question, async () => {
        const request = {
          method: 'POST',
          path: '/images/load',
          query: { quiet: '1' },
          upload: tar,
          deadlineMs: 15 * 60_000,
        } as const;
        const lines = await readProgress(await wire.stream(request));
        const refs = lines.flatMap((line) => /^Loaded image(?: ID)?: (\S+)/.exec(line)?.[1] ?? []);
        if (refs.length === 0) throw new Error('the engine found no image in it');
        return refs;
      });
    },

    /** Only what walkdown made, by its labels, and only if nothing uses it. */
    removeImage(ref: string): Promise<Answer<void>> {
      const question: Question = {
        what: `removing image ${oneLine(ref, 100)}`,
        toCheckIt: `docker rmi ${oneLine(ref, 100)}`,
      };
      return ask(question, async () => {
        const image = await inspect(ref, question);
        if (image.labels[LABEL.role] === undefined) {
          throw new Answered(unavailable('refused', `${question.what}: walkdown did not make it`, question.toCheckIt));
        }
        await wire.json({ method: 'DELETE', path: pathOf(ref, '', question), deadlineMs: 60_000 });
      });
    },
  };
}

function questionOf(ref: string, command: string): Question {
  return {
    what: `image ${oneLine(ref, 100)}`,
    toCheckIt: `docker ${command === 'inspect' ? 'image inspect' : command} ${oneLine(ref, 100)}`,
  };
}

function pathOf(ref: string, rest: string, question: Question): string {
  const path = imagePath(ref, rest);
  if (path === null)
    throw new Answered(unavailable('missing', `${question.what}: there can be no such image`, question.toCheckIt));
  return path;
}

function splitTag(ref: string): { repository: string; tag: string } {
  const colon = ref.lastIndexOf(':');
  return colon > ref.lastIndexOf('/')
    ? { repository: ref.slice(0, colon), tag: ref.slice(colon + 1) }
    : { repository: ref, tag: 'latest' };
}

/** As lines of a Dockerfile, where a dollar sign would be taken for a variable. */
export function importChanges(options: Pick<ImportOptions, 'labels' | 'command' | 'env'>): string[] {
  const quoted = (text: string): string => JSON.stringify(text).replaceAll('$', '\\$');
  return [
    ...Object.entries(options.labels).map(([name, value]) => `LABEL ${quoted(name)}=${quoted(value)}`),
    ...options.env.map((entry) => {
      const at = entry.indexOf('=');
      return `ENV ${entry.slice(0, at)}=${quoted(entry.slice(at + 1))}`;
    }),
    ...(options.command.length > 0 ? [`CMD ${JSON.stringify(options.command)}`] : []),
  ];
}

/** Lines that the engine writes as it goes; its error among them is thrown. */
function readProgress(response: NodeJS.ReadableStream & { destroy(): unknown }): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    let rest = '';
    let problem = '';
    const idle = setTimeout(() => {
      response.destroy();
      reject(new Error('the engine said nothing more'));
    }, TRANSFER_IDLE_MS);
    const take = (line: string): void => {
      const object = asObject(parseJson(line));
      problem ||= asText(object.error) || asTextMap(object.errorDetail).message || '';
      const text = asText(object.stream) || asText(object.status);
      if (text !== '' && said.length < 10_000) said.push(text.trim());
    };
    response.on('data', (chunk: Buffer) => {
      idle.refresh();
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = (lines.pop() ?? '').slice(0, 1 << 20);
      lines.forEach(take);
    });
    response.on('error', reject);
    response.on('close', () => {
      clearTimeout(idle);
      reject(new Error('the engine closed the connection'));
    });
    response.on('end', () => {
      clearTimeout(idle);
      take(rest);
      if (problem !== '') reject(new Error(oneLine(problem)));
      else resolve(said);
    });
  });
}
