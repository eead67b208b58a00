import { DialFailure } from '../exchange/dialler.ts';
import type { Tools } from './tools.ts';

export type Protocol = 'tcp' | 'udp';

/** A program of a debug image that turns standard input and output into a connection. */
export interface PipeTool {
  readonly name: string;
  /** Each datagram, both ways, behind its length (two bytes); else one write is one datagram if they come apart. */
  readonly framed: boolean;
  argv(protocol: Protocol, address: string, port: number): string[];
}

type Argv = PipeTool['argv'];

/** How a kind of tool is called; `start` is the program as it is started. */
interface Kind {
  readonly name: string;
  /** Programs that must be there, the one that is started first. */
  readonly programs: readonly string[];
  readonly framed?: boolean;
  readonly argv: (start: readonly string[]) => Argv;
  /** Several programs share a name: what `--help` or `-h` must say, by protocol. Absent: no need to ask. */
  readonly help?: { readonly args: readonly string[]; readonly tcp: RegExp; readonly udp: RegExp };
}

/**
 * bash opens the connection itself; `cat` copies each way, and the way back ends both. Nothing of the address is ever
 * part of the script.
 */
const BASH_SCRIPT =
  'exec 3<>"/dev/$1/$2/$3" || exit 1; exec 4<&0; cat <&4 >&3 & w=$!; cat <&3; r=$?; kill "$w" 2>/dev/null; exit "$r"';

const PYTHON_SCRIPT = `
import os, select, socket, sys
kind = socket.SOCK_DGRAM if sys.argv[1] == "udp" else socket.SOCK_STREAM
try:
    where = socket.getaddrinfo(sys.argv[2], int(sys.argv[3]), 0, kind, 0, socket.AI_NUMERICHOST)[0]
    s = socket.socket(where[0], kind)
    s.connect(where[4])
    watched = [0, s]
    while True:
        for ready in select.select(watched, [], [])[0]:
            if ready == 0:
                data = os.read(0, 65536)
                if data:
                    s.sendall(data)
                else:
                    watched = [s]
                    if kind == socket.SOCK_STREAM: s.shutdown(socket.SHUT_WR)
            else:
                data = s.recv(65536)
                if not data: sys.exit(0)
                os.write(1, data)
except OSError as error:
    sys.exit(str(error))
`.trim();

const ncArgv =
  (...flags: string[]) =>
  (start: readonly string[]): Argv =>
  (protocol, address, port) => [...start, ...flags, ...(protocol === 'udp' ? ['-u'] : []), address, String(port)];

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** Best first: what keeps datagrams apart and says why it failed, then what most images have. */
const KINDS: readonly Kind[] = [
  {
    name: 'walkdown-pipe',
    programs: ['walkdown-pipe'],
    framed: true,
    argv: (start) => (protocol, address, port) => [...start, protocol, address, String(port)],
  },
  {
    name: 'busybox nc',
    programs: ['nc'],
    argv: ncArgv(),
    help: { args: ['--help'], tcp: /BusyBox/, udp: /BusyBox[\s\S]{0,600}\s-u\b/ },
  },
  {
    name: 'busybox nc',
    programs: ['busybox'],
    argv: (start) => ncArgv()([...start, 'nc']),
    help: { args: ['nc', '--help'], tcp: /Usage: nc/, udp: /Usage: nc[\s\S]{0,600}\s-u\b/ },
  },
  {
    name: 'socat',
    programs: ['socat'],
    argv: (start) => (protocol, address, port) => [
      ...start,
      '-',
      `${protocol === 'udp' ? 'UDP' : 'TCP'}:${bracketed(address)}:${port}`,
    ],
  },
  { name: 'ncat', programs: ['ncat'], argv: ncArgv('-n') },
  {
    name: 'openbsd nc',
    programs: ['nc'],
    argv: ncArgv('-n', '-v'),
    help: { args: ['-h'], tcp: /OpenBSD/, udp: /OpenBSD/ },
  },
  {
    name: 'bash',
    programs: ['bash', 'cat'],
    argv: (start) => (protocol, address, port) => [
      ...start,
      '-c',
      BASH_SCRIPT,
      'pipe',
      protocol,
      address,
      String(port),
    ],
  },
  {
    name: 'python3',
    programs: ['python3'],
    argv: (start) => (protocol, address, port) => [...start, '-c', PYTHON_SCRIPT, protocol, address, String(port)],
  },
];

/** Runs a program of the image for its help text; null when it could not be run. */
export type AskHelp = (argv: readonly string[]) => Promise<string | null>;

/** How the kind's program is started here; null where it, or one that it needs, is not there. */
async function startOf(kind: Kind, tools: Tools): Promise<readonly string[] | null> {
  const starts = await Promise.all(kind.programs.map((name) => tools.start(name)));
  return starts.includes(null) ? null : (starts[0] ?? null);
}

/** Whether there is anything that pipes bytes. */
export async function mayPipe(tools: Tools): Promise<boolean> {
  for (const kind of KINDS) {
    if ((await startOf(kind, tools)) !== null) return true;
  }
  return false;
}

/** The tool for a protocol; null when the image has none. `ask` is used only where several programs share a name. */
export async function findPipeTool(tools: Tools, protocol: Protocol, ask: AskHelp): Promise<PipeTool | null> {
  for (const kind of KINDS) {
    const start = await startOf(kind, tools);
    if (start === null) continue;
    if (kind.help) {
      const text = await ask([...start, ...kind.help.args]);
      if (text === null || !kind.help[protocol].test(text)) continue;
    }
    return { name: kind.name, framed: kind.framed ?? false, argv: kind.argv(start) };
  }
  return null;
}

const FAILURES: readonly [RegExp, DialFailure['kind']][] = [
  [/connection refused|^refused /i, 'refused'],
  [
    /no route to host|network is (unreachable|down)|host is (unreachable|down)|cannot assign requested address|address not available|permission denied|operation not permitted|^unreachable /i,
    'unreachable',
  ],
  [/timed out|timeout/i, 'timeout'],
  [/reset by peer|^reset /i, 'reset'],
  [/broken pipe|^closed /i, 'closed'],
];

/** What a pipe tool said as it failed, as the kind of failure of connect(2); `tool` when it said nothing known. */
export function dialFailureOf(said: string): DialFailure {
  const line = said.split('\n').find((one) => one.trim() !== '' && !/succeeded|^connected /i.test(one)) ?? '';
  const text = line.trim().slice(0, 300);
  for (const [pattern, kind] of FAILURES) {
    if (pattern.test(text)) return new DialFailure(kind, text);
  }
  return new DialFailure('tool', text || 'the byte pipe ended without saying why');
}
