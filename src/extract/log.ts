import type { SignatureSet } from '../diagnose/compile-signatures.ts';
import { matchSignatures } from '../diagnose/match-signatures.ts';
import type { Facts } from '../session/evidence.ts';
import { goesOn, isCalm } from '../target/calm-lines.ts';
import { endpointsInLog } from '../target/endpoints/from-log.ts';
import { localeRefused, zoneNotFound } from '../target/region-lines.ts';
import type { Extractor } from './extractor.ts';
import { ofLate } from './past-lines.ts';
import { isRow, text, texts, unique } from './values.ts';

const MENTIONS: Readonly<Record<string, RegExp>> = {
  mentionsNoSpace: /no space left on device|ENOSPC|disk quota exceeded/i,
  mentionsReadOnly: /read-only file ?system|EROFS/i,
  mentionsTooManyFiles: /too many open files|EMFILE|ENFILE/i,
  // Both ways round: a line that only says that TLS is served is no trouble. As words: "ClassLoader" holds "ssl".
  mentionsTls:
    /(?:certificate|x509|CERT_|\b(?:open|lib)?ssl|\b(?:m|start)?tls|PKIX)[^\n]{0,300}(?:error|fail|unable|alert|refus|reject|invalid|expired|unknown|untrusted|unrecognized|not )|(?:error|fail|unable|alert|refus|reject|invalid|unknown)[^\n]{0,300}(?:certificate|x509|CERT_|\b(?:open|lib)?ssl|\b(?:m|start)?tls|PKIX)/i,
  mentionsClientCertificate: /certificate required|bad[ _]certificate|CERTIFICATE_REQUIRED|handshake[ _]failure/i,
  // An alert that came in: what the other side says of the certificate that it was shown.
  mentionsRefusedCertificate:
    /alert:? (?:number \d+:? )?(?:certificate[ _](?:expired|revoked|unknown)|unknown[ _]ca|bad[ _]certificate|unsupported[ _]certificate)|remote error: tls: (?:expired|revoked|bad|unknown|unsupported) certificate/i,
  // The tools' own words for a file of roots that is not there: pip and requests, curl and git, Node, npm.
  mentionsNoStore:
    /suitable TLS CA certificate bundle|error (?:setting|adding) (?:certificate (?:file|verify)|trust anchors)|Ignoring extra certs|(?:ca ?file|ca[ -]?(?:certificate|cert|bundle)s?|trust ?store)[^\n]{0,200}(?:no such file|not found|invalid path|ENOENT|does not exist)/i,
  mentionsWeakKey: /(?:key|dh[ _]key|md)[ _]too[ _](?:weak|small)|legacy sigalg|insecure signature algorithm/i,
  mentionsWrongName:
    /legacy common name|hostname[^\n]{0,80}mismatch|(?:does ?n[o']t|not) match[^\n]{0,80}(?:name|subject|host)|alternative (?:certificate subject )?names?|ALTNAME_INVALID/i,
  mentionsDns:
    /getaddrinfo|no such host|name resolution|ENOTFOUND|EAI_AGAIN|not known|could not resolve|does not resolve/i,
};

/** So many lines at the end of the log count as of now. */
const LATE_LINES = 20;
const RESOURCES = ['mentionsNoSpace', 'mentionsReadOnly', 'mentionsTooManyFiles'];
/** Counters of none: "too many open files: 0", "0 × ENOSPC". A line of statistics tells of no trouble. */
const NOUGHTS = new Map(
  RESOURCES.map((name) => {
    const source = MENTIONS[name]?.source;
    return [name, new RegExp(`(?:${source})["']?\\s?[:=]?\\s?0(?![\\d.x])|(?<![\\d.])0 (?:[x×] )?(?:${source})`, 'gi')];
  }),
);

function withoutNoughts(name: string, line: string): string {
  const noughts = NOUGHTS.get(name);
  const read = line.slice(0, 4096);
  return noughts ? read.replace(noughts, '') : read;
}

function tells(name: string, line: string): boolean {
  return MENTIONS[name]?.test(withoutNoughts(name, line)) === true;
}

/** Facts of the log's last lines, matched against the incident signatures. */
export function createLogExtractor(signatures: SignatureSet): Extractor {
  return {
    id: 'log',
    about: 'The last lines of the log, matched against errors as people met them.',
    facts: {
      lines: { type: 'int', about: 'lines that were looked at' },
      matches: { type: 'int', about: 'signatures that match' },
      ids: { type: 'list<string>', about: 'their ids, best first' },
      symptoms: { type: 'list<string>', about: 'the symptoms they belong to, best first' },
      topText: { type: 'string', about: 'what the best one says' },
      topLine: { type: 'string', about: 'the line that it matched' },
      topCauses: { type: 'list<string>', about: 'the root causes that it points to' },
      causes: { type: 'list<string>', about: 'the root causes that any of them points to' },
      mentionsNoSpace: { type: 'bool', about: 'a line says that a disk is full' },
      noSpaceLately: { type: 'bool', about: 'one of its last lines says so' },
      mentionsReadOnly: { type: 'bool', about: 'a line says that a file system is read-only' },
      readOnlyLines: {
        type: 'int',
        about: 'lines that say that a file system is read-only, and not that one goes on without writing',
      },
      readOnlyAfter: {
        type: 'int',
        about: 'lines of its own that the program said after the last of these; those of a stack trace do not count',
      },
      readOnlyMount: {
        type: 'string',
        about: 'the read-only mount on which a path of such a line lies; empty for none',
      },
      mentionsTooManyFiles: { type: 'bool', about: 'a line says that descriptors are used up' },
      tooManyFilesLines: {
        type: 'int',
        about: 'lines that say that descriptors are used up, and not that one goes on without',
      },
      tooManyFilesAfter: { type: 'int', about: 'lines of its own that the program said after the last of these' },
      mentionsTls: { type: 'bool', about: 'a line tells of trouble with certificates or TLS' },
      mentionsClientCertificate: { type: 'bool', about: 'a line says that the server wants a client certificate' },
      mentionsRefusedCertificate: {
        type: 'bool',
        about: 'an alert came in that says that the certificate which the program showed is over, unknown or bad',
      },
      mentionsNoStore: { type: 'bool', about: 'a line says that the file of roots a tool was told of is not there' },
      mentionsWeakKey: { type: 'bool', about: 'a line says that a key, a group or a digest is too weak' },
      mentionsWrongName: {
        type: 'bool',
        about: 'a line says that a certificate is not for the name that was asked for',
      },
      mentionsDns: { type: 'bool', about: 'a line says that a name was not resolved' },
      zoneNotFound: { type: 'string', about: 'the zone whose data a runtime did not find; empty for none' },
      localeRefused: { type: 'string', about: 'the locale that the C library refused; empty for none' },
      resourceLine: {
        type: 'string',
        about: 'the last line about a full disk, a read-only one or descriptors; or empty',
      },
      unresolvedHosts: { type: 'list<string>', about: 'the names that such lines hold, lines of long ago aside' },
      askedDirectly: {
        type: 'list<string>',
        about: 'those that Node’s dns.resolve did not find: it asks the nameservers itself and reads no hosts file',
      },
    },
    extract(evidence, { target, earlier }): Facts {
      const data = evidence[0]?.data;
      if (!isRow(data)) return {};
      const lines = texts(data.lines);
      const { family } = target.libc;
      const found = matchSignatures(lines, signatures, { places: ['log', 'shell'] })
        .filter(
          ({ signature: { libc } }) =>
            libc === undefined || (family !== 'musl' && family !== 'glibc') || libc === family,
        )
        .slice(0, 12);
      const top = found[0];
      const readOnly = complaints('mentionsReadOnly', lines);
      const tooMany = complaints('mentionsTooManyFiles', lines);
      const mentions = Object.entries(MENTIONS).map(([name, pattern]) => [
        name,
        lines.some((line) => pattern.test(withoutNoughts(name, line))),
      ]);
      return {
        lines: lines.length,
        matches: found.length,
        ids: found.map((one) => one.id),
        symptoms: unique(found.map((one) => one.symptom)),
        topText: top?.signature.says.replace(/\.$/, '') ?? '',
        topLine: top?.line.slice(0, 300) ?? '',
        topCauses: [...(top?.rootCauses ?? [])],
        causes: unique(found.flatMap((one) => one.rootCauses)),
        ...Object.fromEntries(mentions),
        noSpaceLately: lines.slice(-LATE_LINES).some((line) => tells('mentionsNoSpace', line)),
        readOnlyLines: readOnly.length,
        readOnlyAfter: saidAfter(readOnly, lines),
        tooManyFilesLines: tooMany.length,
        tooManyFilesAfter: saidAfter(tooMany, lines),
        readOnlyMount: mountNamed(readOnly, texts(earlier.state?.[0]?.facts.readOnlyMounts)),
        zoneNotFound: zoneNotFound(lines),
        localeRefused: localeRefused(lines),
        resourceLine: lines.findLast((line) => RESOURCES.some((name) => tells(name, line)))?.slice(0, 300) ?? '',
        unresolvedHosts: unresolvedHosts(ofLate(lines, text(earlier.state?.[0]?.facts.createdAt))),
        askedDirectly: askedDirectly(lines),
      };
    },
  };
}

/** Node's words for what dns.resolve4 and dns.resolve6 (c-ares) did not find; of dns.lookup it says getaddrinfo. */
const BY_RESOLVE = /\bquery(?:A|Aaaa) (?:ENOTFOUND|ENODATA) ([\w.-]{1,253})/;

function askedDirectly(lines: readonly string[]): string[] {
  const hosts = lines.map((line) => BY_RESOLVE.exec(line.slice(0, 4096))?.[1]?.toLowerCase());
  return unique(hosts.filter((host) => host !== undefined)).slice(0, 50);
}

/** The lines that tell of it, but for those that say, or are followed by, that one goes on all the same. */
function complaints(name: string, lines: readonly string[]): string[] {
  return lines.filter((line, at) => tells(name, line) && !isCalm(line) && !goesOn(lines[at + 1] ?? ''));
}

/** So many lines of the program's own came after the last of these; those of a stack trace are none. */
function saidAfter(some: readonly string[], lines: readonly string[]): number {
  const last = some.at(-1);
  if (last === undefined) return 0;
  return lines.slice(lines.lastIndexOf(last) + 1).filter((line) => /^[^\s}\])]/.test(line)).length;
}

/** The first of these directories that a line names a path below; empty for none. */
function mountNamed(lines: readonly string[], mounts: readonly string[]): string {
  const below = (line: string, mount: string): boolean =>
    line.split(/[\s'"`:,()=]+/, 200).some((word) => word === mount || word.startsWith(`${mount}/`));
  return mounts.find((mount) => lines.some((line) => below(line.slice(0, 4096), mount))) ?? '';
}

/** Hosts in lines that say that a name was not resolved. */
function unresolvedHosts(lines: readonly string[]): string[] {
  const about = lines.filter((line) => MENTIONS.mentionsDns?.test(line.slice(0, 4096)));
  return unique(endpointsInLog(about.join('\n')).map(({ host }) => host)).slice(0, 50);
}
