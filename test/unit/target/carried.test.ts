import { describe, expect, it } from 'vitest';
import { carriedCertificates, carriesPublicRoots, carriesZone } from '../../../src/target/carried.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const program = (...parts: string[]) => Buffer.from(`\x7fELF${parts.join('\0'.repeat(8))}\0end`, 'latin1');
/** As Go's time/tzdata has a zone: a local header of a zip archive, timestamps in its extra field, data. */
function zone(name: string): string {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(9, 28);
  return `${header.toString('latin1')}${name}UT\x05\0\x03time${'TZif2\0\0'}`;
}

describe('what a program carries inside', () => {
  it('is every certificate that stands there whole', () => {
    expect(carriedCertificates(program(PEM, 'text', PEM))).toBe(`${PEM}\n${PEM}`);
    expect(carriedCertificates(program('-----BEGIN CERTIFICATE-----', 'a library that parses them'))).toBe('');
    expect(carriedCertificates(Buffer.alloc(0))).toBe('');
  });

  it('is a zone where its data follows its name', () => {
    expect(carriesZone(program(zone('Europe/Berlin'), zone('Asia/Tokyo')), 'Asia/Tokyo')).toBe(true);
    expect(carriesZone(program('Asia/Tokyo is an example', zone('Europe/Berlin')), 'Asia/Tokyo')).toBe(false);
    expect(carriesZone(program(`TZ=Asia/Tokyo${'x'.repeat(80)}TZif`), 'Asia/Tokyo')).toBe(false);
  });

  it('is the package of public roots, by its name', () => {
    expect(carriesPublicRoots(program('dep\tgolang.org/x/crypto/x509roots/fallback\tv0.0.0'))).toBe(true);
    expect(carriesPublicRoots(program('dep\tgolang.org/x/crypto\tv0.0.0'))).toBe(false);
  });

  it('takes time in proportion to the program, whatever is in it', () => {
    const hostile = Buffer.from('-----BEGIN CERTIFICATE-----'.repeat(400_000), 'latin1');
    const began = performance.now();
    expect(carriedCertificates(hostile)).toBe('');
    expect(carriesZone(Buffer.from('A/B'.repeat(1_000_000)), 'A/B')).toBe(false);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
