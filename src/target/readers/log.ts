import type { Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

const TAIL = 400;
const MAX_BYTES = 256 * 1024;
/** Of the evidence's text, which is shown and journalled. */
const SHOWN_LINES = 60;

/** The last lines of the target's log. */
export const log: Reader = {
  source: 'log',
  async read({ engine, container }): Promise<Observation> {
    const startedAt = new Date();
    if (container === null)
      return { kind: 'unseen', reason: 'an image has no log', toCheckIt: 'name a container', evidence: [] };
    const read = await engine.logs(container.id, { tail: TAIL, maxBytes: MAX_BYTES });
    if (!read.ok) return { kind: 'unseen', reason: read.reason, toCheckIt: read.toCheckIt, evidence: [] };
    const lines = logLines(read.value.text);
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'last lines of the log',
          startedAt,
          data: { lines, truncated: read.value.truncated, driver: container.logDriver },
          stdout: lines.slice(-SHOWN_LINES).join('\n'),
          truncated: read.value.truncated || lines.length > SHOWN_LINES,
          byHand: `docker logs --tail ${TAIL} ${container.name}`,
        }),
      ],
    };
  },
};

/** Lines without terminal colours and carriage returns, empty ones left out. */
export function logLines(text: string): string[] {
  return linesWithReturns(text)
    .map((line) => line.replaceAll('\r', ''))
    .filter((line) => line !== '');
}

/** The same with the carriage returns inside a line, which are no line end: a script's own, as a shell repeats them. */
export function linesWithReturns(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/\u001b\[[0-9;?]{0,20}[A-Za-z]/g, '')
        .trimEnd()
        .slice(0, 4096),
    )
    .filter((line) => line !== '');
}
