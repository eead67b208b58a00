/** A resolver configuration as it is written; which part of it counts depends on the libc. */
export interface ResolvConf {
  /** In order, all of them. */
  readonly nameservers: readonly string[];
  /** The last search or domain line. */
  readonly search: readonly string[];
  /** Length in characters of that line: musl ignores it from 255 on. */
  readonly searchLength: number;
  /** As written, in order. */
  readonly options: readonly string[];
  /** What Docker notes of its own resolver's upstreams, empty where it does not. */
  readonly upstreams: readonly Upstream[];
  /** Docker's own resolver stands in it. */
  readonly dockerResolver: boolean;
}

/** A nameserver that Docker's own resolver asks. */
export interface Upstream {
  readonly address: string;
  /** Asked from the host's network rather than the container's. */
  readonly fromHost: boolean;
}

const MOST_LINES = 500;
const DOCKER_RESOLVER = '127.0.0.11';

/** Reads resolv.conf. Pure; unknown lines are passed over, as the libcs do. */
export function parseResolvConf(text: string): ResolvConf {
  const nameservers: string[] = [];
  const options: string[] = [];
  let search: string[] = [];
  let searchLength = 0;
  let upstreams: Upstream[] = [];
  for (const line of text.split('\n', MOST_LINES)) {
    const external = /^#\s{0,4}ExtServers:\s{0,4}\[([^\]]{0,1000})\]/.exec(line);
    if (external) upstreams = parseUpstreams(external[1] ?? '');
    if (line.startsWith('#') || line.startsWith(';')) continue;
    const [keyword = '', ...rest] = line.trim().split(/\s+/, 64);
    if (keyword === 'nameserver' && rest[0]) nameservers.push(rest[0].slice(0, 80));
    else if (keyword === 'options') options.push(...rest);
    else if (keyword === 'search' || keyword === 'domain') {
      search = keyword === 'domain' ? rest.slice(0, 1) : rest;
      searchLength = line.replace(/\r$/, '').length;
    }
  }
  return {
    nameservers,
    search,
    searchLength,
    options,
    upstreams,
    dockerResolver: nameservers.includes(DOCKER_RESOLVER),
  };
}

function parseUpstreams(text: string): Upstream[] {
  return text
    .split(/\s+/)
    .slice(0, 16)
    .map((word) => {
      const host = /^host\(([0-9a-fA-F.:%\w]{2,80})\)$/.exec(word)?.[1];
      const address = host ?? word;
      return /^[0-9a-fA-F.:]{2,80}$/.test(address) ? { address, fromHost: host !== undefined } : null;
    })
    .filter((one) => one !== null);
}

/** The number of an option `name:n`; the last one counts. Null when it is not set. */
export function optionNumber(options: readonly string[], name: string): number | null {
  const found = options.findLast((option) => option.startsWith(`${name}:`));
  const value = found === undefined ? Number.NaN : Number.parseInt(found.slice(name.length + 1), 10);
  return Number.isInteger(value) && value >= 0 ? value : null;
}

/** The `hosts:` line of nsswitch.conf, without comments and spare blanks; null when there is none. */
export function nsswitchHosts(text: string): string | null {
  for (const line of text.split('\n', MOST_LINES)) {
    const match = /^\s{0,40}hosts:([^#]{0,400})/.exec(line);
    if (match) return (match[1] ?? '').trim().replace(/\s+/g, ' ');
  }
  return null;
}
