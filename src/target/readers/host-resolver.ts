import type { Json, Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { parseResolvConf } from '../resolv-conf.ts';
import { readEvidence } from './evidence.ts';

/** Networks on which the engine copies its host's resolv.conf into a container at its start. */
const COPYING = ['default', 'bridge', 'host'];

/** Whether the container's nameservers are a copy of its host's, and what the host's are by now. */
export const hostResolver: Reader = {
  source: 'host-resolver',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { container, files } = context;
    const conf = await files.read('/etc/resolv.conf', 64 * 1024);
    if (container === null || !conf.ok) {
      const reason = conf.ok ? 'an image has no resolver configuration' : conf.reason;
      return { kind: 'unseen', reason, toCheckIt: 'cat /etc/resolv.conf on the engine’s host', evidence: [] };
    }
    const text = conf.value.bytes.toString('utf8');
    const own = parseResolvConf(text);
    const mounted = container.mounts.some((mount) => mount.destination === '/etc/resolv.conf');
    const given = mounted || container.dns.length > 0 || own.dockerResolver;
    const host = context.hostResolver?.() ?? null;
    const hosts = host === null ? [] : parseResolvConf(host.text).nameservers;
    const data = {
      copied: !given && COPYING.includes(container.networkMode),
      nameservers: [...own.nameservers],
      // The first lines of systemd-resolved's file say whose it is, and are copied with it.
      ofSystemd: /^#.{0,80}systemd-resolved/m.test(text) || host?.path.startsWith('/run/systemd/') === true,
      hostFile: host?.path ?? '',
      hostNameservers: [...hosts],
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'nameservers of the engine’s host',
          startedAt,
          data: data as unknown as Json,
          stdout: [
            `of the container: ${own.nameservers.join(' ') || 'none'}${data.copied ? ' (copied from the host at the start)' : ''}`,
            host === null ? 'of the host: not readable from here' : `of the host (${host.path}): ${hosts.join(' ')}`,
          ].join('\n'),
          byHand: `cat ${host?.path ?? '/etc/resolv.conf'}`,
        }),
      ],
    };
  },
};
