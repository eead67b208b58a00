import type { Facts } from '../session/evidence.ts';
import { conversation, shown } from './conversation.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, texts, unique } from './values.ts';

const NOT_REACHED = new Set(['refused', 'unreachable', 'timeout', 'reset', 'closed', 'flood']);
const WORDS: Readonly<Record<string, string>> = {
  refused: 'nobody listens there',
  unreachable: 'there is no way to it',
  timeout: 'it does not answer',
  reset: 'it resets the connection',
  closed: 'it closes the connection without a word',
};
/** The proxy answered, and could not get there itself. */
const UPSTREAM = new Set([500, 502, 503, 504]);

function verdictCode(look: Row, label: string): number | null {
  return number(rows(look.verdicts).find((one) => text(one.label) === label)?.code);
}

/** Did bytes of the proxy come back at all? */
function answeredBy(through: Row): boolean {
  return (
    number(through.status) !== null ||
    text(through.socks) !== '' ||
    ['done', 'alert', 'not-tls', 'protocol', 'preface'].includes(text(through.outcome))
  );
}

function failureOf(data: Row, through: Row): string {
  if (data.resolved === false) return 'its name cannot be looked up here';
  const outcome = text(through.outcome);
  return WORDS[outcome] ?? (text(through.said) || outcome);
}

/** Who signed what comes through, against what comes direct. */
function certificateFacts(through: Row, direct: Row): Facts {
  const look = isRow(through.look) ? through.look : {};
  const [issuer, directIssuer] = [text(through.issuer), text(direct.issuer)];
  if (issuer === '') return {};
  const code = verdictCode(look, 'target');
  const reference = verdictCode(look, 'reference');
  const differ = directIssuer === '' ? null : directIssuer !== issuer;
  return {
    issuerThrough: issuer,
    ...shown('issuerDirect', directIssuer === '' ? null : directIssuer),
    ...shown('issuersDiffer', differ),
    ...shown('verifyCodeTarget', code),
    ...shown('verifyCodeReference', reference),
    // Without the direct look, a certificate that only private roots vouch for is a sign, no proof.
    ...shown('intercepted', differ === null ? null : differ && reference !== 0),
  };
}

/** Facts of an endpoint tried through the proxy that the variables name. Pure. */
export const proxy: Extractor = {
  id: 'proxy',
  about: 'What the proxy variables do with an endpoint, by client, and what the proxy makes of it.',
  facts: {
    proxied: { type: 'bool', about: 'a client that obeys the variables goes to a proxy for this endpoint' },
    proxy: { type: 'string', about: 'its host and port; empty without' },
    directClients: { type: 'list<string>', about: 'clients that would go direct all the same' },
    proxyClients: { type: 'list<string>', about: 'clients that would go to the proxy' },
    clientsDiffer: { type: 'bool', about: 'not all known clients do the same' },
    noProxyDiffers: {
      type: 'bool',
      about: 'NO_PROXY takes the endpoint out as some clients read it, and not as others do',
    },
    ownProxied: {
      type: 'bool',
      about:
        'the program that runs is a client of which it is known that it goes to the proxy, or is connected to it with no other endpoint to ask it for',
    },
    ownDirect: {
      type: 'bool',
      about: 'the program that runs is a client of which it is known that NO_PROXY takes this out',
    },
    ownIgnores: {
      type: 'bool',
      about: 'the client that the program calls is known, and does not read the variable that is set',
    },
    decidedBy: { type: 'string', about: 'why it is gone to, or round: in words' },
    proxyResolved: { type: 'bool', about: 'the proxy’s name has an address here' },
    unreachable: { type: 'bool', about: 'the proxy cannot be looked up, or sends nothing back' },
    failure: { type: 'string', about: 'how it failed, in words' },
    status: { type: 'int', about: 'HTTP status of its answer' },
    statusLine: { type: 'string', about: 'the same for a sentence' },
    accepted: { type: 'bool', about: 'it connects to the endpoint' },
    refused: { type: 'bool', about: 'it answers, and does not let this pass or does not get there' },
    upstreamFailed: { type: 'bool', about: 'it says that it does not get there (500, 502, 503, 504)' },
    authenticationRequired: {
      type: 'bool',
      about: 'it answers 407, or a SOCKS proxy takes no log-in that it is given',
    },
    authenticateScheme: { type: 'string', about: 'the log-in that it asks for: Basic, Negotiate, NTLM, …' },
    credentialsSent: { type: 'bool', about: 'the variable had a user and password, and they were sent' },
    schemeMismatch: { type: 'bool', about: 'the variable says https:// and the proxy speaks no TLS there' },
    tlsThroughTunnel: { type: 'bool', about: 'a TLS handshake with the endpoint succeeded through it' },
    issuerThrough: { type: 'string', about: 'issuer of the certificate that comes through the proxy' },
    issuerDirect: { type: 'string', about: 'issuer of the one that comes direct' },
    issuersDiffer: { type: 'bool', about: 'they are not the same' },
    intercepted: { type: 'bool', about: 'they differ, and no current root vouches for the one that comes through' },
    verifyCodeTarget: { type: 'int', about: 'verify code of the chain through the proxy, by the target’s bundle' },
    verifyCodeReference: { type: 'int', about: 'the same by a current bundle' },
    directWorks: { type: 'bool', about: 'a handshake without the proxy succeeds' },
  },
  extract(evidence, context): Facts {
    const data = conversation(evidence, 'proxy');
    if (data === null) return {};
    const decisions = rows(data.decisions);
    const clients = (via: string) => decisions.filter((one) => text(one.via) === via).map((one) => text(one.client));
    const through = isRow(data.through) ? data.through : null;
    const direct = isRow(data.direct) ? data.direct : {};
    const proxied = text(data.proxy) !== '';
    const decided = decisions.find((one) => text(one.via) === (proxied ? 'proxy' : 'direct'));
    const base = {
      proxied,
      proxy: text(data.proxy),
      directClients: clients('direct'),
      proxyClients: clients('proxy'),
      clientsDiffer: unique(decisions.map((one) => text(one.via))).length > 1,
      ...noProxyFacts(decisions, data, context),
      decidedBy: text(decided?.because),
    };
    if (!proxied) return base;
    if (data.resolved !== false && through === null && text(data.proxyTls) === '') return base;
    const seen: Row = through ?? {};
    const status = number(seen.status);
    const socks = text(seen.socks);
    const proxyTls = text(data.proxyTls);
    const tlsDied = through === null && NOT_REACHED.has(proxyTls);
    const unreachable = data.resolved === false || tlsDied || (through !== null && !answeredBy(seen));
    const accepted = seen.agreed === true;
    const speaks =
      status === null
        ? text(seen.said) ||
          (proxyTls === 'done'
            ? 'it speaks TLS itself, and what it lets pass was not tried'
            : 'it does not answer as a proxy')
        : `${status} ${text(seen.said).replace(/^\d{3} /, '')}`.trim();
    return {
      ...base,
      proxyResolved: data.resolved !== false,
      unreachable,
      failure: unreachable ? failureOf(data, through ?? { outcome: proxyTls }) : '',
      ...shown('status', status),
      statusLine: unreachable ? '' : speaks,
      accepted,
      refused: !unreachable && !accepted && ((status !== null && status !== 407) || socks === 'denied'),
      upstreamFailed: status !== null && UPSTREAM.has(status),
      authenticationRequired: status === 407 || socks === 'log-in',
      authenticateScheme: text(seen.authenticate) || logInText(status, socks),
      credentialsSent: data.authenticated === true,
      schemeMismatch: speaksPlain(proxyTls, status),
      tlsThroughTunnel: accepted && text(seen.outcome) === 'done' && text(data.scheme) === 'https',
      ...certificateFacts(seen, direct),
      ...shown('directWorks', isRow(data.direct) ? text(direct.outcome) === 'done' : null),
    };
  },
};

function logInText(status: number | null, socks: string): string {
  if (socks === 'log-in') return 'a user and password that it takes (SOCKS)';
  return status === 407 ? 'a log-in of no kind that it names' : '';
}

/** TLS to the proxy came to nothing, be it by an answer that is none or by silence, and in the clear it answers as a proxy. */
function speaksPlain(proxyTls: string, status: number | null): boolean {
  if (proxyTls === 'not-tls' || proxyTls === 'protocol') return true;
  return proxyTls !== '' && proxyTls !== 'done' && proxyTls !== 'tool' && status !== null;
}

/** Programs whose reading of the variables is their own and known; Node's and Java's is that of the libraries in them. */
const OWN_CLIENTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^python[\d.]{0,8}$/, ['python-urllib', 'python-requests']],
  [/^curl$/, ['curl']],
  [/^wget$/, ['wget']],
];

/** Who is taken out by NO_PROXY and who is not, and on which side the program that runs is, where that is known. */
function noProxyFacts(decisions: readonly Row[], data: Row, context: ExtractContext): Facts {
  const binary = context.target.binary ?? '';
  const isTakenOut = (one: Row): boolean => text(one.via) === 'direct' && /^no_proxy$/i.test(text(one.variable));
  const isProxied = (one: Row): boolean => text(one.via) === 'proxy';
  const name = binary.slice(binary.lastIndexOf('/') + 1);
  const clients = OWN_CLIENTS.find(([pattern]) => pattern.test(name))?.[1] ?? clientsOfScript(name, context);
  const own = decisions.filter((one) => clients.includes(text(one.client)));
  const ignores = own.length > 0 && own.every((one) => !isProxied(one) && !isTakenOut(one));
  return {
    noProxyDiffers: decisions.some(isTakenOut) && decisions.some(isProxied),
    ownProxied: (own.length > 0 && own.every(isProxied)) || (!ignores && talksToProxyForThis(data, context)),
    ownDirect: own.length > 0 && own.every(isTakenOut),
    ownIgnores: ignores,
  };
}

/** The client that a shell's command line calls; none where it calls another beside it, or sets a proxy by itself. */
function clientsOfScript(shell: string, { earlier }: ExtractContext): readonly string[] {
  if (!/^(?:busybox|sh|ash|dash|bash)$/.test(shell)) return [];
  const line = text(earlier.entrypoint?.[0]?.facts.commandLine);
  if (/_proxy|--proxy|\s-x\s|\b(?:python|node|java|ruby|perl|php)\b|wgetrc|curlrc/i.test(line)) return [];
  const [curl, wget] = [/\bcurl\b/.test(line), /\bwget\b/.test(line)];
  if (curl === wget) return [];
  return curl ? ['curl'] : ['wget', 'busybox-wget'];
}

/** It is connected to the proxy, and has this one endpoint only: that is whom it asks the proxy for. */
function talksToProxyForThis(data: Row, { target, earlier, subject }: ExtractContext): boolean {
  const [address, port] = [text(data.proxyIp), text(data.proxy).split(':').at(-1) ?? ''];
  if (address === '') return false;
  const peer = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const used = unique(
    target.endpoints.filter(({ source }) => source !== 'logged').map((one) => `${one.host}:${one.port}`),
  );
  const alone = used.length === 1 && used[0] === subject;
  return alone && (earlier.connections ?? []).some(({ facts }) => texts(facts.peers).includes(peer));
}
