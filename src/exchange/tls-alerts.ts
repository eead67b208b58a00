/** An alert of the record layer. */
export interface TlsAlert {
  readonly level: 'warning' | 'fatal';
  readonly number: number;
  readonly name: string;
}

/** RFC 8446, 6; the names that OpenSSL uses in its error texts. */
const ALERTS: Readonly<Record<number, string>> = {
  0: 'close notify',
  10: 'unexpected message',
  20: 'bad record mac',
  22: 'record overflow',
  40: 'handshake failure',
  42: 'bad certificate',
  43: 'unsupported certificate',
  44: 'certificate revoked',
  45: 'certificate expired',
  46: 'certificate unknown',
  47: 'illegal parameter',
  48: 'unknown ca',
  49: 'access denied',
  50: 'decode error',
  51: 'decrypt error',
  70: 'protocol version',
  71: 'insufficient security',
  80: 'internal error',
  86: 'inappropriate fallback',
  90: 'user canceled',
  109: 'missing extension',
  110: 'unsupported extension',
  112: 'unrecognized name',
  113: 'bad certificate status response',
  115: 'unknown psk identity',
  116: 'certificate required',
  120: 'no application protocol',
};

/** An alert's name by its number. */
export function alertName(number: number): string {
  return ALERTS[number] ?? `alert ${number}`;
}

/** An alert record's content; null when it is none (a sealed one has another length). */
export function alertOf(body: Buffer): TlsAlert | null {
  const [level, number] = body;
  if (body.length !== 2 || number === undefined || (level !== 1 && level !== 2)) return null;
  return { level: level === 2 ? 'fatal' : 'warning', number, name: alertName(number) };
}
