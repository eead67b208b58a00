import type { Json, Observation } from '../../session/evidence.ts';
import { absolute, searchPath } from '../entrypoint/paths.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { type ShellRefusal, shellRefusals } from '../shell-refusals.ts';
import { readEvidence } from './evidence.ts';

const MOST_BYTES = 256 * 1024;
/** Of a script that the log names. */
const MOST_SCRIPT_BYTES = 64 * 1024;
const TOOLS = [
  'sed',
  'grep',
  'date',
  'find',
  'xargs',
  'stat',
  'readlink',
  'mktemp',
  'cp',
  'ls',
  'ps',
  'tar',
  'sort',
  'wget',
  'timeout',
  'nc',
  'touch',
  'du',
  'df',
  'sh',
];

/** The script that starts the target, which of its tools are BusyBox, and refusals of theirs in the log. */
export const scripts: Reader = {
  source: 'scripts',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const path = scriptPath(context);
    const script = path ? await context.files.read(path, MOST_BYTES) : null;
    const tools = await Promise.all(
      TOOLS.map(async (name) => {
        for (const directory of ['/usr/local/bin', '/usr/bin', '/bin']) {
          const stat = await context.files.stat(`${directory}/${name}`);
          if (stat.ok) return { name, busybox: /busybox$/.test(stat.value.linkTarget) };
        }
        return { name, busybox: false };
      }),
    );
    const log = context.container
      ? await context.engine.logs(context.container.id, { tail: 500, maxBytes: 512 * 1024 })
      : null;
    const given = inlineScript(context);
    const inline = path ? '' : given;
    const text = script?.ok ? script.value.bytes.toString('utf8') : inline;
    const logged = log?.ok ? log.value.text.split('\n').slice(-500) : [];
    const refused = await refusedScripts(context, logged, given);
    const data = {
      state: context.container?.state ?? '',
      refused: refused as unknown as Json,
      path: inline ? 'its command line' : path,
      text: inline || text.startsWith('#!') || /\.sh$/.test(path) ? text.slice(0, 65_536) : '',
      busybox: tools.filter((one) => one.busybox).map((one) => one.name),
      log: logged.map((line) => line.slice(0, 1000)),
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'the script that starts it, and its tools',
          startedAt,
          data: data as unknown as Json,
          stdout: [
            `script: ${path || 'none'}`,
            `BusyBox: ${data.busybox.join(', ') || 'no'}`,
            ...refused.map((one) => `${one.line}\n  ${one.path} line ${one.number}: ${lineOf(one.script, one.number)}`),
            '',
            data.text,
          ].join('\n'),
          byHand: inline
            ? `docker inspect --format '{{json .Path}} {{json .Args}}' ${context.container?.name ?? ''}`
            : context.files.byHand(path || '/bin/sh'),
        }),
      ],
    };
  },
};

/** A script that a shell of the target stopped at, as far as it could be read. */
interface RefusedScript extends ShellRefusal {
  readonly path: string;
  readonly script: string;
}

/** The scripts whose lines a shell refused, by the log: as named, from the working directory, or in PATH. */
async function refusedScripts(
  context: ReadContext,
  lines: readonly string[],
  inline: string,
): Promise<RefusedScript[]> {
  const looked = await Promise.all(
    shellRefusals(lines).map(async (refusal) => {
      const given = inline !== '' && /^(?:\/(?:usr\/)?bin\/)?(?:sh|ash|dash)$/.test(refusal.file);
      const found = given ? { path: 'its command line', script: inline } : await scriptNamed(context, refusal.file);
      return found && { ...refusal, ...found };
    }),
  );
  return looked.filter((one) => one !== null);
}

async function scriptNamed(
  { container, image, files }: ReadContext,
  name: string,
): Promise<{ path: string; script: string } | null> {
  const { env, workingDir } = container ?? image;
  const here = absolute(name, workingDir);
  const inPath = searchPath(env, workingDir).map((directory) => absolute(name, directory));
  for (const path of name.includes('/') ? [here] : [here, ...inPath]) {
    const read = await files.read(path, MOST_SCRIPT_BYTES);
    if (read.ok && read.value.stat.kind === 'file') {
      return { path: read.value.path, script: read.value.bytes.toString('utf8') };
    }
  }
  return null;
}

function lineOf(script: string, number: number): string {
  return (script.split('\n', number)[number - 1] ?? '').trim().slice(0, 200);
}

/** From the entrypoint step's chain: the first hop that is a script. */
function scriptPath({ earlier }: ReadContext): string {
  const path = earlier.entrypoint?.[0]?.facts.scriptPath;
  return typeof path === 'string' ? path : '';
}

/** What `sh -c` is given as its script; empty when no shell starts the target so. */
function inlineScript({ container }: ReadContext): string {
  const [shell = '', option = '', script = ''] = [...(container?.entrypoint ?? []), ...(container?.command ?? [])];
  return /(?:^|\/)(?:sh|ash)$/.test(shell) && /^-[a-z]*c$/.test(option) ? script : '';
}
