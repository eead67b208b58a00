import { describe, expect, it } from 'vitest';
import { fakingLibrary, firstLine, tellsAnotherTime, wrapperTold } from '../../../src/target/own-clock.ts';

describe('a time of its own', () => {
  it('finds the library among others that are preloaded', () => {
    expect(fakingLibrary('/usr/lib/libjemalloc.so.2:/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1')).toMatch(
      /libfaketimeMT\.so\.1$/,
    );
    expect(fakingLibrary('/usr/lib/libjemalloc.so.2')).toBeNull();
  });

  it('reads what the wrapper is told, behind its options', () => {
    expect(wrapperTold(['/usr/bin/faketime', '-f', '-15d', '/app/serve'])).toBe('-15d');
    expect(wrapperTold(['faketime', '2020-12-24 20:30:00', 'date'])).toBe('2020-12-24 20:30:00');
    expect(wrapperTold(['/app/serve', '-15d'])).toBeNull();
  });

  it.each(['-400d', '+3y', '+2h x2', '@2020-12-24 20:30:00', '2020-12-24 20:30:00', 'last friday 5 pm'])(
    'takes "%s" for another time',
    (told) => expect(tellsAnotherTime(told)).toBe(true),
  );

  it.each(['+0', '-0d', '+2s', '', '%', 'x10'])('takes "%s" for none', (told) => {
    expect(tellsAnotherTime(told)).toBe(false);
  });

  it('passes over the comments of a configuration', () => {
    expect(firstLine('# for the tests\n\n+3y\n')).toBe('+3y');
  });
});
