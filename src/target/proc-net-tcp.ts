/** A connection as /proc/net/tcp and /proc/net/tcp6 list it. */
export interface TcpConnection {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** established, syn-sent, time-wait, listen, … */
  readonly state: string;
  readonly uid: number;
  readonly inode: number;
}

const STATES: Readonly<Record<string, string>> = {
  '01': 'established',
  '02': 'syn-sent',
  '03': 'syn-received',
  '04': 'fin-wait-1',
  '05': 'fin-wait-2',
  '06': 'time-wait',
  '07': 'close',
  '08': 'close-wait',
  '09': 'last-ack',
  '0A': 'listen',
  '0B': 'closing',
};
const MOST_LINES = 50_000;

/** An address in the kernel's hexadecimal: 32-bit words in the machine's byte order (little on all that matter here). */
function address(hex: string): string | null {
  const words = hex.match(/.{8}/g);
  if (words === null || (words.length !== 1 && words.length !== 4)) return null;
  const bytes = words.flatMap((word) => [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16)));
  if (bytes.some((byte) => Number.isNaN(byte))) return null;
  if (bytes.length === 4) return bytes.join('.');
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (mapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16),
  );
  return shorten(groups);
}

function shorten(groups: readonly string[]): string {
  let best = { from: -1, length: 1 };
  for (let i = 0; i < groups.length; i += 1) {
    let end = i;
    while (end < groups.length && groups[end] === '0') end += 1;
    if (end - i > best.length) best = { from: i, length: end - i };
  }
  if (best.from < 0) return groups.join(':');
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`;
}

/** Reads /proc/net/tcp or tcp6; lines that are none are left out. */
export function parseProcNetTcp(text: string): TcpConnection[] {
  const found: TcpConnection[] = [];
  for (const line of text.split('\n', MOST_LINES)) {
    const fields = line.trim().split(/\s+/, 12);
    const [, local = '', remote = '', state = '', , , , uid = '', , inode = ''] = fields;
    const [localHex = '', localPort = ''] = local.split(':');
    const [remoteHex = '', remotePort = ''] = remote.split(':');
    const [from, to] = [address(localHex), address(remoteHex)];
    if (from === null || to === null || !/^\d+:$/.test(fields[0] ?? '')) continue;
    found.push({
      localAddress: from,
      localPort: Number.parseInt(localPort, 16) || 0,
      remoteAddress: to,
      remotePort: Number.parseInt(remotePort, 16) || 0,
      state: STATES[state.toUpperCase()] ?? 'unknown',
      uid: Number(uid) || 0,
      inode: Number(inode) || 0,
    });
  }
  return found;
}
