import { X509Certificate } from 'node:crypto';
import type { Observation } from '../../session/evidence.ts';
import { pkcs12Certificates } from '../pkcs12.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { containerEnv } from './container-env.ts';
import { readEvidence } from './evidence.ts';

/** JKS (and its successor PKCS #12) files: what Java calls cacerts. */
const MOST_BYTES = 4 * 1024 * 1024;
/** A PKCS #12 file with one encrypted certificate has more bytes than this. */
const SMALLEST_ENCRYPTED = 450;
const JKS_MAGIC = 0xfeedfeed;
const MOST_CERTIFICATES = 2000;

/** Java's own trust store: where it is, and how many certificates it holds. */
export const javaTrustStore: Reader = {
  source: 'java-trust-store',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const home = await javaHome(context);
    const named = property(context, 'trustStore');
    const candidates = named
      ? [named]
      : home
        ? [`${home}/lib/security/cacerts`, `${home}/jre/lib/security/cacerts`]
        : [];
    let path = candidates[0] ?? '';
    let certificates: number | null = null;
    let present = false;
    let subjects: string[] | null = null;
    for (const candidate of candidates) {
      const read = await context.files.read(candidate, MOST_BYTES);
      if (!read.ok) continue;
      path = candidate;
      present = true;
      const inside = isJks(read.value.bytes) ? null : pkcs12Certificates(read.value.bytes, passwords(context));
      certificates = inside?.length ?? countCertificates(read.value.bytes);
      subjects = inside ? inside.slice(0, MOST_CERTIFICATES).flatMap(subjectOf) : jksSubjects(read.value.bytes);
      break;
    }
    const data = { java: home !== '' || named !== '', home, named, path, present, certificates, subjects };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: "Java's trust store",
          startedAt,
          data,
          stdout: home ? `${path}: ${present ? `${certificates ?? '?'} certificates` : 'not there'}` : 'no Java',
          byHand: `docker run --rm --network none --entrypoint keytool ${context.image.id} -list -cacerts -storepass changeit`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};

/** From JAVA_HOME, or from where the java that runs lies: HOME/bin/java. Empty when there is no Java. */
async function javaHome(context: ReadContext): Promise<string> {
  const binary = context.target?.binary ?? '';
  if (binary.endsWith('/bin/java')) return binary.slice(0, -'/bin/java'.length);
  const home = containerEnv(context).get('JAVA_HOME') ?? '';
  if (!home.startsWith('/')) return '';
  const java = await context.files.stat(`${home}/bin/java`);
  return java.ok ? home : '';
}

/** `-Djavax.net.ssl.…=VALUE` on the command line or in JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, JAVA_OPTS; empty without. */
function property(context: ReadContext, name: string): string {
  const env = containerEnv(context);
  const words = [
    ...(context.container ? [...context.container.entrypoint, ...context.container.command] : []),
    ...['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', 'JAVA_OPTS'].flatMap((one) => (env.get(one) ?? '').split(/\s+/)),
  ];
  const option = `-Djavax.net.ssl.${name}=`;
  return words.find((word) => word.startsWith(option))?.slice(option.length) ?? '';
}

/** What may open the store, the public habit first. Used where it stands, and kept nowhere. */
function passwords(context: ReadContext): string[] {
  return ['changeit', property(context, 'trustStorePassword'), ''].filter((one, at, all) => all.indexOf(one) === at);
}

function isJks(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.readUInt32BE(0) === JKS_MAGIC;
}

/** The common name of a certificate, or its whole subject; nothing of what is none. */
function subjectOf(der: Buffer): string[] {
  try {
    const { subject } = new X509Certificate(der);
    return [/^CN=(.{1,200})$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ')];
  } catch {
    return [];
  }
}

/**
 * Entries of a JKS file (its header says how many), or certificate bags of a PKCS #12 one (their OID counted; encrypted
 * ones cannot be counted and are null).
 */
function countCertificates(bytes: Buffer): number | null {
  if (isJks(bytes)) return bytes.readUInt32BE(8);
  if (bytes.length < 64) return 0;
  // PKCS #7 encryptedData: without it, and without a bag in the clear, there is no certificate. Empty, it takes some 20
  // bytes beside the MAC and the parameters; the smallest certificate alone takes more than what is left.
  const encrypted = bytes.includes(Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06]));
  const certBag = Buffer.from([0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x03]);
  let count = 0;
  for (let at = bytes.indexOf(certBag); at >= 0; at = bytes.indexOf(certBag, at + certBag.length)) count += 1;
  if (count > 0) return count;
  return encrypted && bytes.length >= SMALLEST_ENCRYPTED ? null : 0;
}

/**
 * Common names (or whole subjects) of the trusted certificates of a JKS file; null for another format. Layout: magic,
 * version, count, then per entry tag 2 (trusted certificate), alias, date, and with version 2 the type, then the DER
 * bytes (sun.security.provider.JavaKeyStore).
 */
function jksSubjects(bytes: Buffer): string[] | null {
  if (!isJks(bytes)) return null;
  const version = bytes.readUInt32BE(4);
  const subjects: string[] = [];
  let at = 12;
  const skipText = (): void => {
    at += 2 + bytes.readUInt16BE(at);
  };
  try {
    for (let entry = Math.min(bytes.readUInt32BE(8), MOST_CERTIFICATES); entry > 0; entry -= 1) {
      const tag = bytes.readUInt32BE(at);
      at += 4;
      skipText();
      at += 8;
      if (tag !== 2) return subjects;
      if (version === 2) skipText();
      const length = bytes.readUInt32BE(at);
      const der = bytes.subarray(at + 4, at + 4 + length);
      at += 4 + length;
      subjects.push(...subjectOf(der));
    }
  } catch {
    // A damaged store: what was read so far is what there is.
  }
  return subjects;
}
