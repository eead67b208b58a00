import type { Json, Observation } from '../../session/evidence.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

const MOST_BYTES = 256 * 1024;
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
    const inline = path ? '' : inlineScript(context);
    const text = script?.ok ? script.value.bytes.toString('utf8') : inline;
    const data = {
      path: inline ? 'its command line' : path,
      text: inline || text.startsWith('#!') || /\.sh$/.test(path) ? text.slice(0, 65_536) : '',
      busybox: tools.filter((one) => one.busybox).map((one) => one.name),
      log: log?.ok
        ? log.value.text
            .split('\n')
            .slice(-500)
            .map((line) => line.slice(0, 1000))
        : [],
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'the script that starts it, and its tools',
          startedAt,
          data: data as unknown as Json,
          stdout: [`script: ${path || 'none'}`, `BusyBox: ${data.busybox.join(', ') || 'no'}`, '', data.text].join(
            '\n',
          ),
          byHand: inline
            ? `docker inspect --format '{{json .Path}} {{json .Args}}' ${context.container?.name ?? ''}`
            : context.files.byHand(path || '/bin/sh'),
        }),
      ],
    };
  },
};

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
