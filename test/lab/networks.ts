import { randomBytes, randomInt } from 'node:crypto';
import type Docker from 'dockerode';

/** Tries at finding a subnet that nobody has. */
const TRIES = 20;

/** How a network is to be. */
export interface NetworkOptions {
  /** With IPv6: without it a libc that looks for a usable family never asks for AAAA. */
  ipv6?: boolean;
  /** No way out of it. */
  internal?: boolean;
}

/** A bridge network of a test's own, with addresses that the test chooses. */
export interface LabNetwork {
  id: string;
  name: string;
  /** The IPv4 address with this number, 2 to 254; 1 is the gateway. */
  address(number: number): string;
  /** The IPv6 address with this number; throws on a network without IPv6. */
  address6(number: number): string;
  /** An endpoint's settings for attaching a container here. */
  endpoint(number?: number, aliases?: string[]): Docker.EndpointSettings;
  remove(): Promise<void>;
}

/** Makes a bridge network on a free subnet. Rejects when none of several is free, or with the engine's other errors. */
export async function openNetwork(
  docker: Docker,
  name: string,
  labels: Record<string, string>,
  options: NetworkOptions,
): Promise<LabNetwork> {
  for (let attempt = 1; ; attempt++) {
    const prefix = `10.${randomInt(128, 250)}.${randomInt(1, 250)}`;
    const prefix6 = `fd${randomBytes(1).toString('hex')}:${randomBytes(2).toString('hex')}:1`;
    const subnets = [{ Subnet: `${prefix}.0/24`, Gateway: `${prefix}.1` }];
    if (options.ipv6) subnets.push({ Subnet: `${prefix6}::/64`, Gateway: `${prefix6}::1` });
    try {
      const network = await docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        EnableIPv6: options.ipv6 ?? false,
        Internal: options.internal ?? false,
        Labels: labels,
        IPAM: { Driver: 'default', Config: subnets },
      });
      const address = (number: number) => `${prefix}.${number}`;
      const address6 = (number: number) => {
        if (!options.ipv6) throw new Error(`the network ${name} has no IPv6`);
        return `${prefix6}::${number}`;
      };
      return {
        id: network.id,
        name,
        address,
        address6,
        endpoint: (number, aliases) => ({
          Aliases: aliases,
          IPAMConfig: number
            ? { IPv4Address: address(number), ...(options.ipv6 && { IPv6Address: address6(number) }) }
            : undefined,
        }),
        remove: () => network.remove(),
      };
    } catch (error) {
      const taken = error instanceof Error && /overlap|conflict/i.test(error.message);
      if (!taken || attempt === TRIES) throw error;
    }
  }
}
