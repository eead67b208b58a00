import type { Tools } from './tools.ts';

export type Protocol = 'tcp' | 'udp';

/**
 * How a tool is told where a datagram ends. framed: each, both ways, stands behind its length (two bytes) · lines: each
 * is a line of escapes as printf's %b reads them · apart: each is one write, if they are far enough apart in time.
 */
export type Datagrams = 'framed' | 'lines' | 'apart';

/** A program of a debug image that turns standard input and output into a connection. */
export interface PipeTool {
  readonly name: string;
  readonly datagrams: Datagrams;
  argv(protocol: Protocol, address: string, port: number): string[];
}

/** The words that start a program. */
type Start = readonly string[];

/** How a kind of tool is called. */
interface Kind {
  readonly name: string;
  /** Programs that must be there. */
  readonly programs: readonly string[];
  readonly datagrams?: Datagrams;
  /** `starts`: of the programs, in their order. */
  readonly argv: (starts: readonly Start[]) => PipeTool['argv'];
  /** Several programs share a name: what this one must say when asked for help, by protocol. */
  readonly help?: {
    readonly argv: (starts: readonly Start[]) => readonly string[];
    readonly tcp: RegExp;
    readonly udp: RegExp;
  };
}

/** dd passes each piece on as it comes; busybox's cat waits for megabytes where the kernel can send from a socket. */
const COPY = 'dd bs=65536 status=none';

/**
 * The line `l` as one datagram. printf writes at every line feed, of which a name has one in front of each label of ten
 * letters, and every hundredth question in its number: such a line is gathered first.
 */
const sendLine = (socketIn: string): string =>
  `case $l in *\\\\0012*) printf %b "$l" | dd obs=65536 status=none;; *) printf %b "$l";; esac >&${socketIn}`;

/**
 * The way in runs beside the way back, whose end ends both. Once it has begun, it says that it is connected. Datagrams
 * come as lines, so that two are never taken for one however busy the machine is. `$u` is udp for them.
 */
const copyBothWays = (input: string, socketIn: string, socketOut: string, output: string): string =>
  `if [ "$u" = udp ]; then while IFS= read -r l; do ${sendLine(socketIn)} || exit 1; done <&${input} & else ${COPY} <&${input} >&${socketIn} & fi; w=$!; echo connected >&2; ${COPY} <&${socketOut} >&${output}; r=$?; kill "$w" 2>/dev/null; exit "$r"`;

/** bash opens the connection itself. Nothing of the address is ever part of the script. */
const BASH_SCRIPT = `u=$1; exec 3<>"/dev/$1/$2/$3" || exit 1; exec 4<&0; ${copyBothWays('4', '3', '3', '1')}`;

/**
 * Alpine's nc does not end when the other side closes, and says nothing of a refused connection unless told twice to
 * talk. With -e it hands the connection over to a program. Its own descriptors are 3 and 4.
 */
const BUSYBOX_SCRIPT = `exec 7<&0 8>&1 9>&2; export u=$1; shift; exec "$@" -e sh -c 'exec 2>&9; ${copyBothWays('7', '1', '0', '8')}'`;

const PYTHON_SCRIPT = `
import os, select, socket, sys
udp = sys.argv[1] == "udp"
kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
held = b""
try:
    where = socket.getaddrinfo(sys.argv[2], int(sys.argv[3]), 0, kind, 0, socket.AI_NUMERICHOST)[0]
    s = socket.socket(where[0], kind)
    s.connect(where[4])
    print("connected", file=sys.stderr, flush=True)
    watched = [0, s]
    while True:
        for ready in select.select(watched, [], [])[0]:
            if ready == 0:
                data = os.read(0, 65536)
                if not data:
                    watched = [s]
                    if not udp: s.shutdown(socket.SHUT_WR)
                elif udp:
                    held += data
                    while len(held) > 1 and len(held) - 2 >= int.from_bytes(held[:2], "big"):
                        end = 2 + int.from_bytes(held[:2], "big")
                        s.send(held[2:end])
                        held = held[end:]
                else:
                    s.sendall(data)
            else:
                data = s.recv(65536)
                if not data and not udp: sys.exit(0)
                os.write(1, len(data).to_bytes(2, "big") + data if udp else data)
except OSError as error:
    sys.exit(str(error))
`.trim();

const udpFlag = (protocol: Protocol): string[] => (protocol === 'udp' ? ['-u'] : []);
const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** A program that takes protocol, address and port as they are. */
const plain =
  (...words: readonly string[]) =>
  ([start = []]: readonly Start[]): PipeTool['argv'] =>
  (protocol, address, port) => [...start, ...words, protocol, address, String(port)];

const nc =
  (...flags: readonly string[]) =>
  ([start = []]: readonly Start[]): PipeTool['argv'] =>
  (protocol, address, port) => [...start, ...flags, ...udpFlag(protocol), address, String(port)];

/** busybox's nc, under its own name or as busybox's applet. */
function busybox(program: 'nc' | 'busybox'): Kind {
  const applet = program === 'busybox' ? ['nc'] : [];
  return {
    name: 'busybox nc',
    programs: ['sh', program, 'dd'],
    datagrams: 'lines',
    argv:
      ([sh = [], start = []]) =>
      (protocol, address, port) => [
        ...[...sh, '-c', BUSYBOX_SCRIPT, 'pipe', protocol],
        ...[...start, ...applet, '-n', '-v', '-v', ...udpFlag(protocol), address, String(port)],
      ],
    help: {
      argv: ([, start = []]) => [...start, ...applet, '--help'],
      tcp: /BusyBox[\s\S]{0,900}-e PROG[\s\S]{0,900}\s-v\b/,
      udp: /BusyBox[\s\S]{0,900}-e PROG[\s\S]{0,900}\s-u\b/,
    },
  };
}

/** Best first: what keeps datagrams apart and says why it failed, then what most images have. */
const KINDS: readonly Kind[] = [
  { name: 'walkdown-pipe', programs: ['walkdown-pipe'], datagrams: 'framed', argv: plain() },
  { name: 'bash', programs: ['bash', 'dd'], datagrams: 'lines', argv: plain('-c', BASH_SCRIPT, 'pipe') },
  busybox('nc'),
  busybox('busybox'),
  {
    name: 'socat',
    programs: ['socat'],
    argv:
      ([start = []]) =>
      (protocol, address, port) => [
        ...start,
        '-d',
        '-d',
        '-',
        `${protocol.toUpperCase()}:${bracketed(address)}:${port}`,
      ],
  },
  { name: 'ncat', programs: ['ncat'], argv: nc('-n', '-v') },
  {
    name: 'openbsd nc',
    programs: ['nc'],
    argv: nc('-n', '-v'),
    help: { argv: ([start = []]) => [...start, '-h'], tcp: /OpenBSD/, udp: /OpenBSD/ },
  },
  { name: 'python3', programs: ['python3'], datagrams: 'framed', argv: plain('-c', PYTHON_SCRIPT) },
];

/** Runs a program of the image for its help text; null when it could not be run. */
export type AskHelp = (argv: readonly string[]) => Promise<string | null>;

/** How the kind's programs are started here; null where one is not there. */
async function startsOf(kind: Kind, tools: Tools): Promise<readonly Start[] | null> {
  const starts = await Promise.all(kind.programs.map((name) => tools.start(name)));
  const there = starts.filter((start) => start !== null);
  return there.length === starts.length ? there : null;
}

/** Whether there is anything that may pipe bytes; what shares another's name is not asked. */
export async function mayPipe(tools: Tools): Promise<boolean> {
  for (const kind of KINDS) {
    if ((await startsOf(kind, tools)) !== null) return true;
  }
  return false;
}

/** The tool for a protocol; null when the image has none. `ask` is used only where several programs share a name. */
export async function findPipeTool(tools: Tools, protocol: Protocol, ask: AskHelp): Promise<PipeTool | null> {
  for (const kind of KINDS) {
    const starts = await startsOf(kind, tools);
    if (starts === null) continue;
    if (kind.help) {
      const text = await ask(kind.help.argv(starts));
      if (text === null || !kind.help[protocol].test(text)) continue;
    }
    return { name: kind.name, datagrams: kind.datagrams ?? 'apart', argv: kind.argv(starts) };
  }
  return null;
}
