/** A line of /etc/hosts. */
export interface HostsEntry {
  readonly address: string;
  readonly names: readonly string[];
}

const MOST_LINES = 5000;

/** Reads a hosts file; comments and broken lines are passed over. Names in lower case. */
export function parseHosts(text: string): HostsEntry[] {
  return text
    .split('\n', MOST_LINES)
    .map((line) => {
      const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/, 40);
      return { address: address.slice(0, 80), names: names.map((name) => name.toLowerCase().slice(0, 255)) };
    })
    .filter((entry) => /^[0-9a-fA-F.:%\w]{2,80}$/.test(entry.address) && entry.names.length > 0);
}
