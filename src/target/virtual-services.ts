import type { ClusterService } from '../engine/cluster.ts';
import type { Endpoint } from './target.ts';

/** An endpoint of the target behind a Swarm's virtual address, which forgets connections that are idle for long. */
export interface VirtualService {
  readonly endpoint: string;
  readonly service: string;
}

/**
 * The target's endpoints that are services of its Swarm with one virtual address before their tasks: by the service's name
 * (in a stack by its short name, too) or by the address. `stack`: the target's own; empty for none. Pure.
 */
export function virtualServices(
  endpoints: readonly Pick<Endpoint, 'host' | 'port'>[],
  services: readonly ClusterService[],
  stack: string,
): VirtualService[] {
  const virtual = services.filter((one) => one.endpointMode === 'vip' && one.virtualAddresses.length > 0);
  return endpoints.slice(0, 100).flatMap(({ host, port }) => {
    const name = host.toLowerCase();
    const found = virtual.find(
      (one) =>
        one.name.toLowerCase() === name ||
        (stack !== '' && one.name.toLowerCase() === `${stack.toLowerCase()}_${name}`) ||
        one.virtualAddresses.some(({ address }) => address === host),
    );
    return found === undefined ? [] : [{ endpoint: `${host}:${port}`, service: found.name }];
  });
}
