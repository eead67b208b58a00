import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRedactor } from '../../../src/session/redact.ts';
import { redactObservedDeep } from '../../../src/session/secretlint.ts';
import { evidence } from '../notes/sample.ts';

interface MustMask {
  id: string;
  text: string;
  secret: string | string[];
  keep?: string[];
}

const corpus = <T>(name: string): T[] =>
  parse(readFileSync(join(import.meta.dirname, '../../fixtures/redaction', name), 'utf8')) as T[];

/** As a walk masks an output: our own rules, and secretlint's under them. */
async function masked(text: string): Promise<string> {
  const { evidence: found } = await redactObservedDeep(
    createRedactor(Buffer.alloc(32, 7)),
    [evidence({ stdout: text, argv: [], byHand: '', what: '' })],
    {},
  );
  return found[0]?.stdout ?? '';
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

describe('the redaction corpus', () => {
  it('masks what it must, and leaves the rest of the text', async () => {
    const cases = corpus<MustMask>('must-mask.yaml');
    const missed: string[] = [];
    const lost: string[] = [];
    for (const { id, text, secret, keep = [] } of cases) {
      const out = await masked(text);
      for (const one of [secret].flat()) if (out.includes(one)) missed.push(`${id}: ${out}`);
      for (const one of keep) if (!out.includes(one)) lost.push(`${id}: "${one}" is gone: ${out}`);
    }
    process.stdout.write(`redaction: ${cases.length} secrets, ${percent(missed.length, cases.length)} missed\n`);
    expect(missed).toEqual([]);
    expect(lost).toEqual([]);
  });

  it('leaves digests, versions, serials and sentences alone', async () => {
    const cases = corpus<{ id: string; text: string }>('must-keep.yaml');
    const eaten: string[] = [];
    for (const { id, text } of cases) {
      const out = await masked(text);
      if (out !== text) eaten.push(`${id}: ${out}`);
    }
    process.stdout.write(`redaction: ${cases.length} harmless texts, ${percent(eaten.length, cases.length)} masked\n`);
    expect(eaten).toEqual([]);
  });
});
