import { expect, it } from 'vitest';
import { HeldBack } from '../../../src/walk/held-back.ts';

it('hands on in its order what came before anybody listened, then each as it comes', () => {
  const held = new HeldBack<string>();
  const taken: string[] = [];
  held.push('one');
  held.push('two');
  held.flowTo((one) => taken.push(one));
  held.push('three');
  expect(taken).toEqual(['one', 'two', 'three']);
});
