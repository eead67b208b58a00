import type { ContainerDetails } from '../engine/engine.ts';

/** What two containers of one engine can have in common that one and the same trouble hangs on. */
export const SHARED = [
  'image',
  'program',
  'bundle',
  'resolver',
  'hosts',
  'network',
  'proxy',
  'volume',
  'engine',
] as const;
export type Shared = (typeof SHARED)[number];

type Known = Pick<
  ContainerDetails,
  | 'imageId'
  | 'entrypoint'
  | 'command'
  | 'workingDir'
  | 'state'
  | 'env'
  | 'dns'
  | 'dnsSearch'
  | 'dnsOptions'
  | 'extraHosts'
  | 'networkMode'
  | 'networks'
  | 'mounts'
>;

/** Everything that the engine's description alone shows to be shared; the bundle is a file and is compared elsewhere. Pure. */
export function sharedBy(target: Known, other: Known): Shared[] {
  const shared: Shared[] = ['engine'];
  const sameImage = target.imageId === other.imageId;
  if (sameImage) shared.push('image');
  if (sameImage && sameProgram(target, other)) shared.push('program');
  const sameNetwork = networksInCommon(target, other);
  if (sameNetwork) shared.push('network');
  if (sameNetwork && resolverOf(target) === resolverOf(other)) shared.push('resolver');
  if (target.extraHosts.length > 0 && sorted(target.extraHosts) === sorted(other.extraHosts)) shared.push('hosts');
  const proxy = proxyOf(target);
  if (proxy !== '' && proxy === proxyOf(other)) shared.push('proxy');
  if (sharedMounts(target, other).length > 0) shared.push('volume');
  return shared;
}

/** One that runs has started: what keeps the target from that does not hold for it. */
function sameProgram(target: Known, other: Known): boolean {
  const line = ({ entrypoint, command, workingDir }: Known): string =>
    JSON.stringify([entrypoint, command, workingDir]);
  if (line(target) !== line(other)) return false;
  return target.state === 'running' || other.state !== 'running';
}

function networksInCommon(target: Known, other: Known): boolean {
  if (target.networkMode === 'none' || other.networkMode === 'none') return false;
  if (target.networkMode === 'host' || other.networkMode === 'host') return target.networkMode === other.networkMode;
  if (target.networkMode.startsWith('container:') && target.networkMode === other.networkMode) return true;
  return target.networks.some(({ name }) => other.networks.some((network) => network.name === name));
}

/** The engine writes resolv.conf from these; on the default bridge it is a copy of the host's, else its own resolver. */
function resolverOf(one: Known): string {
  const mounted = one.mounts.find(({ destination }) => destination === '/etc/resolv.conf')?.source ?? '';
  const isDefault = ['default', 'bridge', ''].includes(one.networkMode);
  const kind = one.networkMode === 'host' ? 'host' : isDefault ? 'bridge' : 'own';
  return JSON.stringify([mounted || kind, one.dns, one.dnsSearch, one.dnsOptions]);
}

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];

/** The proxy variables, either spelling; empty where no proxy is set. */
function proxyOf({ env }: Known): string {
  const value = (name: string): string => {
    const line = env.findLast((one) => one.startsWith(`${name}=`) || one.startsWith(`${name.toUpperCase()}=`));
    return line?.slice(name.length + 1) ?? '';
  };
  const values = PROXY_VARIABLES.map(value);
  return values.slice(0, 3).every((one) => one === '') ? '' : JSON.stringify(values);
}

/** Files that the host hands to everybody are no disk that fills. */
const NO_DISK = /^\/(?:etc\/(?:localtime|timezone|resolv\.conf|hosts|hostname)|dev\/.*)$|\.sock$/;

/** Where the target has a volume or a host's directory that the other has too (wherever that one has it). */
export function sharedMounts(target: Pick<Known, 'mounts'>, other: Pick<Known, 'mounts'>): string[] {
  const key = ({ type, source }: Known['mounts'][number]): string => `${type}\n${source}`;
  const theirs = new Set(other.mounts.filter(({ type }) => type === 'volume' || type === 'bind').map(key));
  return target.mounts
    .filter((mount) => mount.source !== '' && theirs.has(key(mount)))
    .filter(({ source, destination }) => !NO_DISK.test(destination) && !NO_DISK.test(source))
    .map(({ destination }) => destination);
}

function sorted(list: readonly string[]): string {
  return JSON.stringify([...list].sort());
}
