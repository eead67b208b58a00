import { describe, expect, it } from 'vitest';
import { prose } from '../../../src/notes/prose.ts';

describe('prose', () => {
  it('keeps an option and its tier in one command', () => {
    expect(prose('allow it: --allow ptrace; or by hand')).toEqual([
      { kind: 'text', text: 'allow it:' },
      { kind: 'code', text: '--allow ptrace' },
      { kind: 'text', text: '; or by hand' },
    ]);
    expect(prose('what --allow names')).toEqual([
      { kind: 'text', text: 'what' },
      { kind: 'code', text: '--allow' },
      { kind: 'text', text: 'names' },
    ]);
  });
});
