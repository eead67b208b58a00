import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { type DerNode, derChildren, oidOf, readDer } from '../exchange/der.ts';

/** Password-based encryption of today (PKCS #5, PBES2): how Java 17 and OpenSSL 3 write their stores. */
const PBES2 = '1.2.840.113549.1.5.13';
const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.11': 'sha512',
};
const CIPHERS: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
};
const MOST_ROUNDS = 300_000;
const OCTETS = 0x04;

/**
 * The certificates of a PKCS #12 store, as DER (RFC 7292). Null where a part of it cannot be opened: another password, or
 * the encryption of Java 16 and before (RC2). A trust store's password keeps nothing secret; Java's own is `changeit`.
 */
export function pkcs12Certificates(bytes: Buffer, passwords: readonly string[]): Buffer[] | null {
  const pfx = readDer(bytes);
  if (pfx === null) return null;
  const [, authSafe] = derChildren(pfx.node);
  const safes = authSafe && octetsOf(authSafe, DATA);
  const list = safes && readDer(safes);
  if (!list) return null;
  const found: Buffer[] = [];
  for (const part of derChildren(list.node).slice(0, 20)) {
    const contents = octetsOf(part, DATA) ?? opened(part, passwords);
    if (contents === null) return null;
    found.push(...certificatesIn(contents));
  }
  return found;
}

/** The content of a ContentInfo of that type; null for another type. */
function octetsOf(info: DerNode, type: string): Buffer | null {
  const [oid, wrapped] = derChildren(info);
  if (oidOf(oid) !== type || wrapped === undefined) return null;
  const [octets] = derChildren(wrapped);
  return octets?.tag === OCTETS ? octets.content : null;
}

function opened(info: DerNode, passwords: readonly string[]): Buffer | null {
  const [oid, wrapped] = derChildren(info);
  if (oidOf(oid) !== ENCRYPTED_DATA || wrapped === undefined) return null;
  const [data] = derChildren(wrapped);
  const [, content] = data ? derChildren(data) : [];
  const [, algorithm, secret] = content ? derChildren(content) : [];
  if (algorithm === undefined || secret === undefined) return null;
  for (const password of passwords) {
    const plain = decrypted(algorithm, secret.content, password);
    if (plain !== null && readDer(plain) !== null) return plain;
  }
  return null;
}

function decrypted(algorithm: DerNode, secret: Buffer, password: string): Buffer | null {
  const [scheme, parameters] = derChildren(algorithm);
  if (oidOf(scheme) !== PBES2 || parameters === undefined) return null;
  const [derivation, encryption] = derChildren(parameters);
  const [, derived] = derivation ? derChildren(derivation) : [];
  const [salt, rounds, ...more] = derived ? derChildren(derived) : [];
  const [cipherOid, iv] = encryption ? derChildren(encryption) : [];
  const cipher = CIPHERS[oidOf(cipherOid)];
  const prf = more.find((one) => one.tag === 0x30);
  const digest = prf === undefined ? 'sha1' : DIGESTS[oidOf(derChildren(prf)[0])];
  const count = rounds && rounds.content.length <= 4 ? Number(`0x${rounds.content.toString('hex') || '0'}`) : 0;
  if (!cipher || !digest || !salt || !iv || count < 1 || count > MOST_ROUNDS) return null;
  try {
    const key = pbkdf2Sync(password, salt.content, count, cipher.keyBytes, digest);
    const decipher = createDecipheriv(cipher.name, key, iv.content);
    return Buffer.concat([decipher.update(secret), decipher.final()]);
  } catch {
    // Another password.
    return null;
  }
}

function certificatesIn(contents: Buffer): Buffer[] {
  const bags = readDer(contents);
  if (bags === null) return [];
  return derChildren(bags.node).flatMap((bag) => {
    const [oid, wrapped] = derChildren(bag);
    if (oidOf(oid) !== CERTIFICATE_BAG || wrapped === undefined) return [];
    const [value] = derChildren(wrapped);
    const [, inner] = value ? derChildren(value) : [];
    const [octets] = inner ? derChildren(inner) : [];
    return octets?.tag === OCTETS ? [octets.content] : [];
  });
}
