import { describe, expect, it } from 'vitest';
import { charKey, encodeKeyForInk, type Key, namedKey, pasteKey } from '../../../src/terminal/key.ts';
import { KeyDecoder } from '../../../src/terminal/keys.ts';

function decodeOne(bytes: string): Key[] {
  const keys: Key[] = [];
  const decoder = new KeyDecoder({ onKey: (key) => keys.push(key), startTimer: () => () => {} });
  decoder.feed(bytes);
  decoder.flush();
  return keys;
}

describe('encodeKeyForInk', () => {
  it.each([
    charKey('j'),
    charKey('G'),
    charKey('日'),
    charKey(' '),
    charKey('c', { ctrl: true }),
    charKey(' ', { ctrl: true }),
    charKey(']', { ctrl: true }),
    charKey('x', { meta: true }),
    namedKey('enter'),
    namedKey('escape'),
    namedKey('tab'),
    namedKey('tab', { shift: true }),
    namedKey('backspace'),
    namedKey('delete'),
    namedKey('up'),
    namedKey('up', { ctrl: true, shift: true }),
    namedKey('home'),
    namedKey('end'),
    namedKey('pageup'),
    namedKey('pagedown', { meta: true }),
    namedKey('f1'),
    namedKey('f4', { shift: true }),
    namedKey('f12'),
  ])('writes $name $char in bytes that mean the same key', (key) => {
    expect(decodeOne(encodeKeyForInk(key))).toEqual([key]);
  });

  it('puts a paste on one line, so that it cannot press Enter', () => {
    expect(encodeKeyForInk(pasteKey('a\nb\tc'))).toBe('a b c');
  });

  it('says nothing for the focus', () => {
    expect(encodeKeyForInk(namedKey('focus'))).toBe('');
  });
});
