import { describe, expect, it } from 'vitest';
import { singular } from '../../../src/playbook/singular.ts';
import { renderTemplate } from '../../../src/playbook/template.ts';

describe('the word behind a number', () => {
  it.each([
    ['layers', 'layer'],
    ['libraries', 'library'],
    ['tries', 'try'],
    ['addresses', 'address'],
    ['processes', 'process'],
    ['certificates', 'certificate'],
    ['times', 'time'],
    ['packages', 'package'],
    ['this', 'this'],
    ['less', 'less'],
  ])('of several %s one is a %s', (several, one) => {
    expect(singular(several)).toBe(one);
  });

  it('is that of one where the number is one, and only there', () => {
    const say = (layers: number): string =>
      renderTemplate('{layers} layers, {tried} of {layers} tries, {layers} was', {
        facts: { layers, tried: 0 },
        subject: '',
        target: {} as never,
        limits: {},
      } as never).text;
    expect(say(1)).toBe('1 layer, 0 of 1 try, 1 was');
    expect(say(2)).toBe('2 layers, 0 of 2 tries, 2 was');
    expect(say(11)).toBe('11 layers, 0 of 11 tries, 11 was');
  });
});
