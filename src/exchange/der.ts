/** As much of DER as a certificate's diagnosis needs; anything malformed reads as absent, nothing throws. */

export interface DerNode {
  /** Identifier octet: 0x30 SEQUENCE, 0x06 OBJECT IDENTIFIER, … */
  readonly tag: number;
  readonly content: Buffer;
}

const MAX_CHILDREN = 2_000;

/** The element at `offset`, and where the next one starts. Null when the bytes are not DER. */
export function readDer(bytes: Buffer, offset = 0): { node: DerNode; next: number } | null {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || start + octets > bytes.length) return null;
    length = bytes.readUIntBE(start, octets);
    start += octets;
  }
  const next = start + length;
  return next > bytes.length ? null : { node: { tag, content: bytes.subarray(start, next) }, next };
}

/** The elements of a constructed one, as far as they can be read. */
export function derChildren(node: DerNode): DerNode[] {
  const children: DerNode[] = [];
  let at = 0;
  while (at < node.content.length && children.length < MAX_CHILDREN) {
    const read = readDer(node.content, at);
    if (read === null) break;
    children.push(read.node);
    at = read.next;
  }
  return children;
}

/** An object identifier in dotted form; empty when it is none. */
export function oidOf(node: DerNode | undefined): string {
  if (node?.tag !== 0x06 || node.content.length === 0 || node.content.length > 64) return '';
  const arcs: number[] = [];
  let value = 0;
  for (const byte of node.content) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (arcs.length === 0)
      arcs.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else arcs.push(value);
    value = 0;
  }
  return arcs.join('.');
}

const ATTRIBUTE_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

/** A distinguished name as `C = US, O = Example, CN = Root`. */
export function distinguishedName(der: Buffer): string {
  const read = readDer(der);
  if (read === null) return '';
  const parts: string[] = [];
  for (const set of derChildren(read.node).slice(0, 20)) {
    for (const attribute of derChildren(set).slice(0, 5)) {
      const [oid, value] = derChildren(attribute);
      if (!value) continue;
      const text = value.tag === 0x1e ? utf16(value.content) : value.content.toString('utf8');
      parts.push(`${ATTRIBUTE_NAMES[oidOf(oid)] ?? oidOf(oid)} = ${text.slice(0, 200)}`);
    }
  }
  return parts.join(', ');
}

function utf16(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}
