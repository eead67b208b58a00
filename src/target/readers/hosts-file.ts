import type { Json, Observation } from '../../session/evidence.ts';
import { wasStarted } from '../files.ts';
import { parseHosts } from '../hosts-file.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

const MOST_ENTRIES = 200;

/** The target's hosts file, which wins over DNS for what it names. */
export const hostsFile: Reader = {
  source: 'hosts-file',
  async read({ container, files }): Promise<Observation> {
    const startedAt = new Date();
    if (container === null || !wasStarted(container)) {
      return {
        kind: 'unseen',
        reason: 'the engine writes the hosts file when a container starts',
        toCheckIt: 'start it, or look at a container that runs',
        evidence: [],
      };
    }
    const read = await files.read('/etc/hosts', 256 * 1024);
    if (!read.ok && read.kind !== 'missing') {
      return { kind: 'unseen', reason: read.reason, toCheckIt: read.toCheckIt, evidence: [] };
    }
    const text = read.ok ? read.value.bytes.toString('utf8') : '';
    const entries = parseHosts(text);
    const data = { present: read.ok, entries: entries.slice(0, MOST_ENTRIES), extraHosts: [...container.extraHosts] };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'hosts file',
          startedAt,
          data: data as unknown as Json,
          stdout: read.ok ? text.trimEnd() : '/etc/hosts is not there',
          truncated: entries.length > MOST_ENTRIES,
          byHand: files.byHand('/etc/hosts'),
        }),
      ],
    };
  },
};
