import { beforeAll, describe, expect, it } from 'vitest';
import { board } from '../../../src/diagnose/board.ts';
import type { StepResult } from '../../../src/diagnose/results.ts';
import { changeText, whatWouldChange } from '../../../src/diagnose/would-change.ts';
import type { Cause } from '../../../src/playbook/causes.ts';
import { cause, causesOf, input, result } from './helpers.ts';

const A = 'a.example:443';
let causes: readonly Cause[];

beforeAll(async () => {
  causes = await causesOf(
    cause(
      'bundle-old',
      `    confirmed: [{ all: [{ step: tls-chain, codes: [TLS-002] }, { step: trust-store, codes: [CAB-002] }] }]
    likely: [{ step: tls-chain, codes: [TLS-002] }]
    ruledOut: [{ step: tls-chain, codes: [TLS-000] }]
    subsumes: [handshake-slow]
`,
    ) +
      cause(
        'handshake-slow',
        '    possible: [{ step: tls-chain, codes: [TLS-001, TLS-002] }]\n    ruledOut: [{ step: dns-timing, codes: [DNS-000] }]\n',
      ),
  );
});

function states(...results: StepResult[]): string[] {
  return board(input(causes, results)).map(({ id, state }) => `${id}: ${state}`);
}

describe('the causes screen', () => {
  it('begins with everything open, and says which steps will tell', () => {
    expect(board(input(causes, []))).toMatchObject([
      { id: 'bundle-old', state: 'open', by: [], waitsFor: ['tls-chain', 'trust-store'] },
      { id: 'handshake-slow', state: 'open', by: [], waitsFor: ['dns-timing'] },
    ]);
  });

  it('follows the evidence', () => {
    expect(states(result('tls-chain', A, 'TLS-001'))).toEqual(['handshake-slow: possible', 'bundle-old: open']);
    expect(states(result('tls-chain', A, 'TLS-002'))).toEqual(['bundle-old: likely', 'handshake-slow: possible']);
    const proved = [result('tls-chain', A, 'TLS-002'), result('trust-store', '', 'CAB-002')];
    expect(states(...proved)).toEqual(['bundle-old: confirmed', 'handshake-slow: explained']);
    expect(board(input(causes, proved))[1]).toMatchObject({ explainedBy: 'bundle-old' });
    const [clear] = board(input(causes, [result('tls-chain', A, 'TLS-000')])).filter((one) => one.id === 'bundle-old');
    expect(clear).toMatchObject({ state: 'ruled out', waitsFor: [], by: [{ step: 'tls-chain', subject: A }] });
  });

  it('an inconclusive step is still waited for', () => {
    const [first] = board(input(causes, [result('tls-chain', A, 'TLS-009')]));
    expect(first).toMatchObject({ state: 'open', waitsFor: ['tls-chain', 'trust-store'] });
  });
});

describe('what would change the verdict', () => {
  it('names the one result that lacks for a proof', () => {
    const changes = whatWouldChange(input(causes, [result('tls-chain', A, 'TLS-002')]), 'bundle-old');
    expect(changes).toEqual([
      { step: 'tls-chain', subject: A, now: 'TLS-002', becomes: [], would: 'take it back' },
      { step: 'trust-store', subject: '', now: '', becomes: ['CAB-002'], would: 'confirm it' },
      { step: 'tls-chain', subject: A, now: 'TLS-002', becomes: ['TLS-000'], would: 'rule it out' },
    ]);
    expect(changes.map(changeText)).toEqual([
      `if tls-chain ${A} did not say TLS-002, that would take it back`,
      'if trust-store, not judged yet, said CAB-002, that would confirm it',
      `if tls-chain ${A} said TLS-000 (now TLS-002), that would rule it out`,
    ]);
  });

  it('names what a proof and an exclusion hang on', () => {
    const proved = [result('tls-chain', A, 'TLS-002'), result('trust-store', '', 'CAB-002')];
    expect(whatWouldChange(input(causes, proved), 'bundle-old')).toEqual([
      { step: 'tls-chain', subject: A, now: 'TLS-002', becomes: [], would: 'take it back' },
      { step: 'trust-store', subject: '', now: 'CAB-002', becomes: [], would: 'take it back' },
    ]);
    const clear = [result('tls-chain', A, 'TLS-000')];
    expect(whatWouldChange(input(causes, clear), 'bundle-old')).toEqual([
      { step: 'tls-chain', subject: A, now: 'TLS-000', becomes: [], would: 'open it again' },
    ]);
    expect(whatWouldChange(input(causes, clear), 'nope')).toEqual([]);
  });
});
