import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/commands/arguments.ts';
import { commandMeant } from '../../../src/commands/command-names.ts';
import { parseWalkOptions } from '../../../src/commands/walk-options.ts';
import { shellWord } from '../../../src/target/shell-word.ts';

const ONE = { least: 1, most: 1 };

describe('a slip of the fingers on the command line', () => {
  it.each([
    ['rnu', 'run'],
    ['doctr', 'doctor'],
    ['session', 'sessions'],
    ['playbok', 'playbook'],
  ])('%s: did you mean walkdown %s?', (typed, meant) => {
    expect(commandMeant(typed)).toBe(`did you mean walkdown ${meant}?`);
  });

  it.each(['payments-api', 'web', 'db', ''])('%s is a target like any other', (typed) => {
    expect(commandMeant(typed)).toBe('');
  });

  it('in an option or its value is told with what was meant', () => {
    expect(() => parseWalkOptions(['web', '--fromat', 'json'], 'run', ONE)).toThrow(
      "Unknown option '--fromat'. Did you mean --format? See walkdown run --help.",
    );
    expect(() => parseWalkOptions(['web', '--symptom', 'tls-eror'], 'run', ONE)).toThrow('Did you mean "tls-errors"?');
    expect(() => parseCommand(['--xyzzy'], 'notes', { format: { type: 'string' } })).toThrow(
      "Unknown option '--xyzzy'. See walkdown notes --help.",
    );
  });
});

describe('a word of a command to paste', () => {
  it.each([
    ['/bin/sh', '/bin/sh'],
    ["it's", "'it'\\''s'"],
    ['a b', "'a b'"],
    ['/bin/sh\r', "$'/bin/sh\\r'"],
    ["a'\\\n\u001B", "$'a\\'\\\\\\n\\x1b'"],
  ])('%j is written so that a shell reads it back', (word, written) => {
    expect(shellWord(word)).toBe(written);
    expect(/[\u0000-\u001F]/.test(written)).toBe(false);
  });
});
