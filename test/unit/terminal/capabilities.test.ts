import { describe, expect, it } from 'vitest';
import { childEnvironment, detectCapabilities, prepareEnvironment } from '../../../src/terminal/capabilities.ts';

const BOTH = { stdinIsTTY: true, stdoutIsTTY: true };
const PIPE = { stdinIsTTY: true, stdoutIsTTY: false };
const XTERM = { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' };

describe('detectCapabilities', () => {
  it('finds everything on a usual terminal', () => {
    expect(detectCapabilities(XTERM, BOTH)).toEqual({
      interactive: true,
      fullScreen: true,
      colour: true,
      unicode: true,
      screenReader: false,
    });
  });

  it('asks nobody through a pipe', () => {
    const found = detectCapabilities(XTERM, PIPE);
    expect(found).toMatchObject({ interactive: false, fullScreen: false, colour: false });
    expect(detectCapabilities(XTERM, { stdinIsTTY: false, stdoutIsTTY: true }).interactive).toBe(false);
  });

  it.each<[Record<string, string>, boolean]>([
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: 'false' }, false],
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'dumb', FORCE_COLOR: '1' }, true],
  ])('colour with %j: %s', (env, colour) => {
    expect(detectCapabilities({ ...XTERM, ...env }, BOTH).colour).toBe(colour);
  });

  it('colours a pipe only when told to', () => {
    expect(detectCapabilities({ ...XTERM, FORCE_COLOR: '1' }, PIPE).colour).toBe(true);
  });

  it.each<[Record<string, string | undefined>, boolean]>([
    [{ LANG: 'C' }, false],
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: undefined }, false],
    [{ LANG: 'C', LC_ALL: 'en_US.UTF-8' }, true],
    [{ LC_ALL: 'C' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'C' }, false],
    [{ LC_ALL: 'POSIX', LC_CTYPE: 'C.UTF-8' }, false],
    [{ TERM: 'linux' }, false],
    [{ TERM: 'dumb' }, false],
  ])('signs beyond ASCII with %j: %s', (env, unicode) => {
    expect(detectCapabilities({ ...XTERM, ...env }, BOTH).unicode).toBe(unicode);
  });

  it('takes no alternate screen from a screen reader or a dumb terminal', () => {
    expect(detectCapabilities({ ...XTERM, INK_SCREEN_READER: 'true' }, BOTH)).toMatchObject({
      interactive: true,
      fullScreen: false,
      screenReader: true,
    });
    expect(detectCapabilities({ ...XTERM, TERM: 'dumb' }, BOTH)).toMatchObject({
      interactive: true,
      fullScreen: false,
    });
    expect(detectCapabilities({}, BOTH).fullScreen).toBe(false);
  });
});

describe('prepareEnvironment', () => {
  it('takes away what would leave Ink blank, and remembers it for child processes', () => {
    const env: Record<string, string | undefined> = { CI: 'true', CONTINUOUS_INTEGRATION: '1', PATH: '/bin' };
    const changed = prepareEnvironment(env, BOTH);
    expect(env).toEqual({ PATH: '/bin', NODE_ENV: 'production' });
    expect(changed).toEqual({ CI: 'true', CONTINUOUS_INTEGRATION: '1', NODE_ENV: undefined });
    expect(childEnvironment({ ...env, NEW: '1' }, changed)).toEqual({
      CI: 'true',
      CONTINUOUS_INTEGRATION: '1',
      PATH: '/bin',
      NEW: '1',
    });
  });

  it('leaves CI alone where there is no person', () => {
    const env: Record<string, string | undefined> = { CI: 'true' };
    prepareEnvironment(env, PIPE);
    expect(env.CI).toBe('true');
  });

  it('says NO_COLOR in the word that chalk knows', () => {
    const env: Record<string, string | undefined> = { NO_COLOR: '1', FORCE_COLOR: '3', NODE_ENV: 'production' };
    expect(prepareEnvironment(env, BOTH)).toEqual({ FORCE_COLOR: '3' });
    expect(env.FORCE_COLOR).toBe('0');
  });
});
