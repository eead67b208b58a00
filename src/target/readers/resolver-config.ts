import type { Json, Observation } from '../../session/evidence.ts';
import { wasStarted } from '../files.ts';
import type { Reader } from '../reader.ts';
import { nsswitchHosts, parseResolvConf } from '../resolv-conf.ts';
import { readEvidence } from './evidence.ts';

/** Sockets through which a name service outside the container answers; a sidecar's look-up goes round them. */
const NAME_SERVICE = /^(?:\/var)?\/run\/(?:nscd|systemd\/resolve|dbus)\b|^\/var\/lib\/sss\/pipes\b/;

/** The resolver configuration as the target has it: resolv.conf, nsswitch.conf, and what the engine was told. */
export const resolverConfig: Reader = {
  source: 'resolver-config',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const { container, files } = context;
    if (container === null || !wasStarted(container)) {
      const what = container === null ? 'an image' : 'a container that never started';
      return {
        kind: 'unseen',
        reason: `${what} has no resolver configuration: the engine writes it at the start`,
        toCheckIt: 'start it, or look at a container that runs',
        evidence: [],
      };
    }
    const [conf, nsswitch, gai] = await Promise.all([
      files.read('/etc/resolv.conf', 64 * 1024),
      files.read('/etc/nsswitch.conf', 64 * 1024),
      files.read('/etc/gai.conf', 16 * 1024),
    ]);
    if (!conf.ok && conf.kind !== 'missing') {
      return { kind: 'unseen', reason: conf.reason, toCheckIt: conf.toCheckIt, evidence: [] };
    }
    const text = conf.ok ? conf.value.bytes.toString('utf8') : '';
    const hosts = nsswitch.ok ? nsswitchHosts(nsswitch.value.bytes.toString('utf8')) : null;
    const parsed = parseResolvConf(text);
    const data = {
      present: conf.ok,
      nameservers: [...parsed.nameservers],
      search: [...parsed.search],
      searchLength: parsed.searchLength,
      options: [...parsed.options],
      upstreams: parsed.upstreams.map(({ address, fromHost }) => ({ address, fromHost })),
      dockerResolver: parsed.dockerResolver,
      configured: { dns: [...container.dns], search: [...container.dnsSearch], options: [...container.dnsOptions] },
      nsswitch: nsswitch.ok ? (hosts ?? '') : null,
      gaiConf: gai.ok && /^\s*(?:precedence|label|scopev4)/m.test(gai.value.bytes.toString('utf8')),
      networkMode: container.networkMode,
      mounted: container.mounts.some((mount) => mount.destination === '/etc/resolv.conf'),
      nameServiceMounts: container.mounts.map((mount) => mount.destination).filter((path) => NAME_SERVICE.test(path)),
      resOptions: container.env.findLast((entry) => entry.startsWith('RES_OPTIONS='))?.slice(12, 212) ?? '',
      localDomain: container.env.findLast((entry) => entry.startsWith('LOCALDOMAIN='))?.slice(12, 212) ?? '',
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'resolver configuration',
          startedAt,
          data: data as unknown as Json,
          stdout: [
            conf.ok ? text.trimEnd() : '/etc/resolv.conf is not there',
            nsswitch.ok ? `nsswitch.conf: hosts: ${hosts ?? '(no such line)'}` : 'no nsswitch.conf',
            `network ${container.networkMode}${container.dns.length > 0 ? `, --dns ${container.dns.join(' ')}` : ''}`,
          ].join('\n'),
          byHand: files.byHand('/etc/resolv.conf'),
        }),
      ],
    };
  },
};
