import type { ClusterNode } from './cluster.ts';

/** The ways to other engines that this machine knows. */
export interface Ways {
  /** By the configuration's `engines`: a node's name or address, to a Docker context or an engine's address. */
  readonly engines: Readonly<Record<string, string>>;
  readonly contexts: readonly { readonly name: string; readonly host: string }[];
}

/**
 * What stands before the slash of a TARGET on this node (`PREFIX/NAME`): a name of the configuration's `engines`, or the
 * Docker context whose name or endpoint is the node's host name or address. Null when no way is known. Pure.
 */
export function reachNode(node: Pick<ClusterNode, 'hostName' | 'address'>, ways: Ways): string | null {
  const isNode = (name: string): boolean => sameHost(name, node.hostName) || sameHost(name, node.address);
  for (const [name, to] of Object.entries(ways.engines)) {
    if (isNode(name) || isNode(hostOf(to))) return name;
  }
  const { contexts } = ways;
  const found = contexts.find(({ name }) => isNode(name)) ?? contexts.find(({ host }) => isNode(hostOf(host)));
  return found?.name ?? null;
}

/** The host of ssh://ops@node-2:22 or tcp://10.0.0.2:2376; empty for a socket and for a context's name. */
function hostOf(address: string): string {
  return /^(?:ssh|tcp|https?):\/\/(?:[^@/]*@)?(?:\[([^\]]+)\]|([^:/]+))/i.exec(address)?.slice(1).find(Boolean) ?? '';
}

/** The same name, letter case aside; where only one of two names has a domain, that does not part them. */
function sameHost(one: string, two: string): boolean {
  if (one === '' || two === '') return false;
  const [a, b] = [one.toLowerCase(), two.toLowerCase()];
  if (a === b) return true;
  const isAddress = (text: string): boolean => /^[\d.]+$/.test(text) || text.includes(':');
  if (isAddress(a) || isAddress(b) || a.includes('.') === b.includes('.')) return false;
  return a.split('.')[0] === b.split('.')[0];
}
