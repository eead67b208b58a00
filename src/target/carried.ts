/**
 * What a program carries inside itself, so that nothing of it has to be in the image: roots as PEM, Go's package of public
 * roots, Go's package of zones. What is found is there; what is not found may be there in another form.
 */

/** A program is read up to so much to look inside. */
export const PROGRAM_BYTES = 96 * 1024 * 1024;

const MOST_MENTIONS = 2_000;
const LONGEST_BLOCK = 16 * 1024;
const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** The certificates that stand in a program as PEM text, joined; empty for none. One pass. */
export function carriedCertificates(program: Buffer): string {
  const blocks: string[] = [];
  for (let at = 0, seen = 0; seen < MOST_MENTIONS; seen += 1) {
    const begin = program.indexOf(BEGIN, at, 'latin1');
    if (begin < 0) break;
    const window = program.subarray(begin, begin + LONGEST_BLOCK);
    const end = window.indexOf(END, 0, 'latin1');
    // A library's own word for the first line of PEM: no certificate follows.
    if (end > 0) blocks.push(window.subarray(0, end + END.length).toString('latin1'));
    at = begin + (end > 0 ? end + END.length : BEGIN.length);
  }
  return blocks.join('\n');
}

/** The public roots that a Go program may be built with (golang.org/x/crypto/x509roots/fallback, from Go 1.20 on). */
export function carriesPublicRoots(program: Buffer): boolean {
  return program.includes('golang.org/x/crypto/x509roots/fallback', 0, 'latin1');
}

/** A zip archive's local header before the name (APPNOTE 4.3.7); it ends in the lengths of name and extra field. */
const HEADER = 30;
const SIGNATURE = 'PK\x03\x04';

/**
 * The zone's data in the program: Go's time/tzdata (or -tags timetzdata) is a zip archive without compression; a zone's
 * data begins with TZif (RFC 8536).
 */
export function carriesZone(program: Buffer, zone: string): boolean {
  for (let at = HEADER, seen = 0; seen < MOST_MENTIONS; seen += 1) {
    const found = program.indexOf(zone, at, 'latin1');
    if (found < 0) return false;
    at = found + zone.length;
    const header = program.subarray(found - HEADER, found);
    if (header.toString('latin1', 0, 4) !== SIGNATURE || header.readUInt16LE(26) !== zone.length) continue;
    const data = at + header.readUInt16LE(28);
    if (program.toString('latin1', data, data + 4) === 'TZif') return true;
  }
  return false;
}
