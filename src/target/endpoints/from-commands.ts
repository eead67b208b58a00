import { type Candidate, candidate } from './candidate.ts';
import { serviceOfPort } from './schemes.ts';

type From = { readonly foundIn: string; readonly source: 'used' };

const MOST_CODE = 64 * 1024;
const MOST_FOUND = 20;
const HOST = '([A-Za-z0-9][A-Za-z0-9.-]{0,252})';
const PORT = '([0-9]{1,5})';
/** Options with or without a value of their own: `-w 3`, `-zv`. */
const OPTIONS = '(?:\\s{1,3}-{1,2}[A-Za-z][\\w-]{0,20}(?:[= ][0-9]{1,6})?){0,6}';
/** Up to the end of the command. */
const REST = '[^;\\n|&<>]{0,200}?';

/** Tools that are told whom to connect to without a URL: the host and the port stand in these groups. */
const CONNECTING: readonly RegExp[] = [
  new RegExp(`\\b(?:nc|ncat|netcat|telnet)${OPTIONS}\\s{1,3}${HOST}\\s{1,3}${PORT}\\b`, 'g'),
  new RegExp(`\\bs_client\\b${REST}\\s-connect\\s{1,3}${HOST}:${PORT}\\b`, 'g'),
  new RegExp(`/dev/tcp/${HOST}/${PORT}\\b`, 'g'),
  new RegExp(`\\b(?:curl|wget|http)${OPTIONS}\\s{1,3}${HOST}:${PORT}\\b`, 'g'),
];

/** Clients of databases, with the port that each takes when it is not told. */
const CLIENTS: readonly { readonly tool: RegExp; readonly port: number }[] = [
  { tool: /\b(?:mysql|mariadb|mysqladmin|mysqldump)\b/, port: 3306 },
  { tool: /\b(?:psql|pg_isready|pg_dump)\b/, port: 5432 },
  { tool: /\bredis-cli\b/, port: 6379 },
  { tool: /\bmongo(?:sh)?\b/, port: 27_017 },
];
const HOST_OPTION = new RegExp(`\\s(?:-h|--host)[= ]{0,2}${HOST}`);
const PORT_OPTION = new RegExp(`\\s(?:-[pP]|--port)[= ]{0,2}${PORT}\\b`);

/** Tools that only look a name up. */
const LOOKING = new RegExp(`\\b(?:getent\\s{1,3}a?hosts(?:v[46])?|nslookup|dig|ping6?)${OPTIONS}\\s{1,3}${HOST}`, 'g');

/** Hosts of a shell's commands that are no URLs: `nc db 5432`, `psql -h db`, `openssl s_client -connect api:443`. Pure. */
export function endpointsInCommands(code: string, from: From): Candidate[] {
  const text = code.slice(0, MOST_CODE);
  const connected = CONNECTING.flatMap((pattern) => [...text.matchAll(pattern)].slice(0, MOST_FOUND)).map(
    ([, host = '', port = '']) => candidate(host, Number(port), from, serviceOfPort(Number(port))),
  );
  const clients = text.split(/[;\n|&]/, 400).map((command) => clientOf(command, from));
  const looked = [...text.matchAll(LOOKING)].slice(0, MOST_FOUND).map(([, host = '']) => {
    if (!host.includes('.')) return null;
    return candidate(host, 443, { foundIn: `${from.foundIn} (no port)`, source: 'logged' });
  });
  return [...connected, ...clients, ...looked].filter((one) => one !== null);
}

function clientOf(command: string, from: From): Candidate | null {
  const client = CLIENTS.find(({ tool }) => tool.test(command));
  const host = client && HOST_OPTION.exec(command)?.[1];
  if (!client || !host) return null;
  const port = Number(PORT_OPTION.exec(command)?.[1] ?? client.port);
  const usual = serviceOfPort(port);
  return candidate(host, port, from, usual.scheme === 'tcp' ? serviceOfPort(client.port) : usual);
}
