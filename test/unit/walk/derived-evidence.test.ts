import { describe, expect, it } from 'vitest';
import { derivedEvidence } from '../../../src/walk/derived-evidence.ts';

const step = { title: 'Do the nameservers agree', after: ['resolver-config', 'dns-nameserver'] };
const now = new Date('2026-01-02T03:04:05Z');

describe('the evidence of a derived step', () => {
  it('shows who answered what', () => {
    const seen = derivedEvidence(
      step,
      {
        'resolver-config': [{ subject: '', facts: { ndots: 1 } }],
        'dns-nameserver': [
          { subject: '10.0.0.1', facts: { answers: { 'api.example': { a: 'NOERROR', addresses: ['10.0.0.9'] } } } },
          { subject: '10.0.0.2', facts: { answers: { 'api.example': { a: 'NXDOMAIN', addresses: [] } } } },
        ],
      },
      now,
    );
    expect(seen).toMatchObject({ kind: 'derive', startedAt: '2026-01-02T03:04:05.000Z', byHandEquivalent: true });
    expect(seen.stdout.split('\n')).toEqual([
      'dns-nameserver 10.0.0.1: api.example: a NOERROR, addresses 10.0.0.9',
      'dns-nameserver 10.0.0.2: api.example: a NXDOMAIN, addresses none',
    ]);
  });

  it('shows the facts before it where nobody answered', () => {
    const seen = derivedEvidence(step, { 'resolver-config': [{ subject: '', facts: { ndots: 5 } }] }, now);
    expect(seen.stdout).toBe('resolver-config: ndots 5');
  });
});
