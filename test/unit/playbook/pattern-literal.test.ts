import { describe, expect, it } from 'vitest';
import { requiredLiteral } from '../../../src/playbook/pattern-literal.ts';

describe('the literal that every match of a pattern contains', () => {
  it.each([
    ['exec format error', 'exec format error'],
    ['exec [^\\s":]+: no such file', ': no such file'],
    ['^(?:a|b)Killed\\s*$', 'Killed'],
    ['lib\\w+\\.so => not found', '.so => not found'],
    ['colou?r of it', 'r of it'],
    ['abc+def', 'abc'],
    ['abc{2,3}?def', 'def'],
    ['\\bOOMKilled\\s+\\d', 'OOMKilled'],
    ['(?i)5 second delay\\b', '5 second delay'],
    ['a\\[\\(b\\*', 'a[(b*'],
    ['[]abc]longer', 'longer'],
    ['\\x41\\x42xyz', 'xyz'],
    ['\\p{Greek}\\d{4}tail', 'tail'],
  ])('of %s is "%s"', (re, literal) => {
    expect(requiredLiteral(re)).toBe(literal);
  });

  it.each(['abc|def', '(?:abc)+', 'a.b.c', '\\d+', 'ab', '', 'naïf'.slice(2), '(abc', '[abc'])(
    'of %s is not known',
    (re) => {
      expect(requiredLiteral(re)).toBeNull();
    },
  );
});
