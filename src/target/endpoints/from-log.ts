import { type Candidate, candidate } from './candidate.ts';
import { endpointsInUrls } from './from-text.ts';
import { SCHEMES } from './schemes.ts';

const MOST_LINES = 2000;
const LINE = 2000;
const H = '([A-Za-z0-9_][A-Za-z0-9_.-]{0,252})';

/** Sentences in which clients name the host that they could not reach. Port in the second group, where they name it. */
const SENTENCES: readonly RegExp[] = [
  new RegExp(`getaddrinfo (?:ENOTFOUND|EAI_AGAIN|EAI_FAIL|ENODATA) ${H}(?::([0-9]{1,5}))?`, 'g'),
  new RegExp(`\\blookup ${H}(?: on [^ ]{1,80})?: `, 'g'),
  new RegExp(`dial tcp ${H}:([0-9]{1,5})`, 'g'),
  new RegExp(`(?:ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|ENETUNREACH) ${H}:([0-9]{1,5})`, 'g'),
  new RegExp(`[Cc]ould not resolve (?:host|proxy): ${H}`, 'g'),
  new RegExp(`could not translate host name "${H}"`, 'g'),
  new RegExp(`bad address '${H}'`, 'g'),
  new RegExp(`UnknownHostException: ${H}`, 'g'),
  new RegExp(`[Ff]ailed to connect to ${H} port ([0-9]{1,5})`, 'g'),
  new RegExp(`[Ff]ailed to connect to (?:/)?${H}(?:/[0-9.]{7,15})?:([0-9]{1,5})`, 'g'),
  new RegExp(`host not found in upstream "${H}(?::([0-9]{1,5}))?"`, 'g'),
  new RegExp(`ConnectionPool\\(host='${H}', port=([0-9]{1,5})\\)`, 'g'),
  new RegExp(`getaddrinfo for ${H} failed`, 'g'),
  new RegExp(`unable to resolve host address .{0,3}${H}`, 'g'),
  new RegExp(
    `\\b${H}: (?:Temporary failure in name resolution|Name or service not known|Name does not resolve|Try again)`,
    'g',
  ),
  new RegExp(`connection to server at "${H}"(?: \\([0-9a-f.:]{2,45}\\))?, port ([0-9]{1,5}) failed`, 'g'),
  new RegExp(`Hostname/IP does not match certificate's altnames: Host: ${H}\\.? is not`, 'g'),
];

/** What stands before "Name or service not known" without being a host: words of the sentence, names of programs. */
const NO_HOSTS =
  /^(?:address|host|hostname|name|names|server|error|errors|failed|failure|fatal|warning|warn|info|debug|exception|reason|message|cause|detail|details|resolve|resolving|resolution|resolver|lookup|getaddrinfo|gaierror|socket|connect|connection|client|unknown|dns|psql|curl|wget|ping|ssh|nc|telnet|dial|tcp|udp|node|python|java|ruby|php|go|sh|bash|nginx)$/i;

/** A line that tells of trouble: only in these is a URL worth looking at (an access log is full of others). */
const TROUBLE =
  /error|fail|timed? ?out|timeout|refused|x509|certificate|unable|could ?n[o']t|cannot|exception|unreachable|ECONN|ENOTFOUND|EAI_|bad address|no such host|not found|not known|not resolve|try again|TLS|SSL/i;

/** Hosts that error messages in a log name, the latest first. They are looked up, not connected to. */
export function endpointsInLog(text: string): Candidate[] {
  const lines = text.split('\n').slice(-MOST_LINES).reverse();
  const found: Candidate[] = [];
  for (const raw of lines) {
    if (found.length >= 200) break;
    const line = raw.slice(0, LINE);
    if (TROUBLE.test(line)) found.push(...endpointsInLine(line));
  }
  return found;
}

/** What a URL in a message points people to, which nobody connects to. */
const FOR_PEOPLE =
  /\b(?:see|visit|visiting|docs?|documentation|help|learn more|read more|more info(?:rmation)?|more details?|details at|refer to|guide|manual|homepage|report (?:it|this|bugs?|issues?)|deprecat\w{1,5}|type)\b/i;
const URL_IN_TEXT = /\bhttps?:\/\/[^\s"'`<>]{1,1000}/gi;

/** URLs that the line complains of: not those whose own path is all that speaks of trouble, nor pointers for people. */
function urlsComplainedOf(line: string, from: { foundIn: string; source: 'logged' }): Candidate[] {
  const words = line.replaceAll(URL_IN_TEXT, ' ');
  return TROUBLE.test(words) && !FOR_PEOPLE.test(words) ? endpointsInUrls(line, from) : [];
}

function endpointsInLine(line: string): Candidate[] {
  const from = { foundIn: 'log line', source: 'logged' as const };
  const urls = urlsComplainedOf(line, from);
  const named = SENTENCES.flatMap((sentence) =>
    [...line.matchAll(sentence)].map(([, host = '', port]) => {
      if (NO_HOSTS.test(host)) return null;
      const service = port === undefined ? SCHEMES.https : undefined;
      return candidate(host.replace(/[.]+$/, ''), port === undefined ? 443 : Number(port), from, service);
    }),
  ).filter((one) => one !== null);
  // The same sentence often holds the URL, which knows the port.
  return [...urls, ...named.filter((one) => !urls.some((url) => url.host === one.host))];
}
