import { describe, expect, it } from 'vitest';
import { keyLines } from '../../../src/session/key-lines.ts';
import { createRedactor } from '../../../src/session/redact.ts';

const LOG = [
  'starting',
  '-----BEGIN RSA PRIVATE KEY-----',
  'MIIEpAIBAAKCAQEAx0x1x2x3',
  'x4x5',
  '-----END RSA PRIVATE KEY-----',
  'listening on 8080',
];

describe('a private key in a log that is kept by lines', () => {
  it('is known by its inner lines', () => {
    expect([...keyLines(LOG)]).toEqual([2, 3]);
    expect([...keyLines(['no key', 'MIIEpAIBAAKCAQEAx0x1x2x3'])]).toEqual([]);
  });

  it('is masked in the list, and in every later text that quotes one of its lines', () => {
    const redactor = createRedactor(Buffer.alloc(32, 7));
    const lines = redactor.json(LOG) as string[];
    expect(lines.join('\n')).not.toMatch(/MIIEpAIB|x4x5/);
    expect([lines[0], lines[1], lines[4], lines[5]]).toEqual([LOG[0], LOG[1], LOG[4], LOG[5]]);
    expect(redactor.text('last line: MIIEpAIBAAKCAQEAx0x1x2x3')).not.toContain('MIIEpAIB');
  });
});
