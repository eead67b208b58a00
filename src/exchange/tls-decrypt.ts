import { createDecipheriv, createHmac } from 'node:crypto';

interface Suite {
  readonly hash: 'sha256' | 'sha384';
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly keyBytes: number;
}

/** The suites of TLS 1.3 that OpenSSL offers. */
const SUITES: Readonly<Record<number, Suite>> = {
  4865: { hash: 'sha256', cipher: 'aes-128-gcm', keyBytes: 16 },
  4866: { hash: 'sha384', cipher: 'aes-256-gcm', keyBytes: 32 },
  4867: { hash: 'sha256', cipher: 'chacha20-poly1305', keyBytes: 32 },
};
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MAX_RECORDS = 64;
const ALERT = 21;
const HANDSHAKE = 22;

/** HKDF-Expand-Label of RFC 8446, 7.1, for outputs of one block at most. */
function expandLabel(secret: Buffer, label: string, bytes: number, hash: Suite['hash']): Buffer {
  const name = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.concat([Buffer.from([bytes >> 8, bytes & 0xff, name.length]), name, Buffer.from([0])]);
  return createHmac(hash, secret)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, bytes);
}

function open(suite: Suite, key: Buffer, nonce: Buffer, record: { header: Buffer; body: Buffer }): Buffer | null {
  const sealed = record.body.subarray(0, -TAG_BYTES);
  // One signature a cipher family in Node's types; AEAD all the same.
  const decipher = createDecipheriv(suite.cipher as 'aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(record.header, { plaintextLength: sealed.length });
  decipher.setAuthTag(record.body.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return null;
  }
}

/**
 * Opens the records of a server's TLS 1.3 handshake flight, up to where its keys change. What cannot be opened ends it.
 * @param secret the server's handshake traffic secret of this very connection.
 */
export function decryptHandshake(
  records: readonly { readonly header: Buffer; readonly body: Buffer }[],
  secret: Buffer,
  cipher: number,
): { handshake: Buffer; alerts: Buffer[] } {
  const suite = SUITES[cipher];
  const parts: Buffer[] = [];
  const alerts: Buffer[] = [];
  if (!suite) return { handshake: Buffer.alloc(0), alerts };
  const key = expandLabel(secret, 'key', suite.keyBytes, suite.hash);
  const iv = expandLabel(secret, 'iv', IV_BYTES, suite.hash);
  for (const [sequence, record] of records.slice(0, MAX_RECORDS).entries()) {
    if (record.body.length <= TAG_BYTES) break;
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(IV_BYTES - 4) ^ sequence) >>> 0, IV_BYTES - 4);
    const inner = open(suite, key, nonce, record);
    if (inner === null) break;
    // The inner content ends in its type, then padding of zeros.
    let end = inner.length;
    while (end > 0 && inner[end - 1] === 0) end -= 1;
    const content = inner.subarray(0, Math.max(0, end - 1));
    if (inner[end - 1] === HANDSHAKE) parts.push(content);
    else if (inner[end - 1] === ALERT) alerts.push(content);
  }
  return { handshake: Buffer.concat(parts), alerts };
}
