import { describe, expect, it } from 'vitest';
import { blastRadius, blastText } from '../../../src/diagnose/blast-radius.ts';
import type { StepResult } from '../../../src/diagnose/results.ts';
import { siblingText, suggestedSibling } from '../../../src/diagnose/sibling.ts';
import type { Facts } from '../../../src/session/evidence.ts';

function result(step: string, facts: Facts): StepResult {
  return {
    step,
    subject: '',
    attempt: 1,
    facts,
    libcMatched: null,
    observedAt: '2026-01-02T00:00:00Z',
    kind: 'diagnosis',
    judgement: { outcome: 'ok', code: '', summary: '', meaning: '', advice: '', next: '', because: [], rule: null },
  };
}

const around = result('neighbours', {
  looked: 14,
  there: 14,
  bundlesLooked: 4,
  bundlesThere: 12,
  sameBundle: ['web-3', 'web-2'],
  sameImage: [],
  sameEngine: ['web-2', 'db'],
  volumes: { '/data': ['db'], constructor: ['evil'] },
});

describe('whom a cause reaches', () => {
  it('are those that share what the cause names, out of how many', () => {
    const reach = blastRadius({ what: 'bundle', at: null }, [], [around]);
    expect(reach).toEqual({ containers: ['web-2', 'web-3'], checked: 4, there: 12, because: 'same CA bundle' });
    expect(reach && blastText(reach)).toBe('(same CA bundle): web-2, web-3; 4 of 12 looked at');
  });

  it('is said to be nobody where all were looked at and none has it', () => {
    const reach = blastRadius({ what: 'image', at: null }, [], [around]);
    expect(reach && blastText(reach)).toBe('(same image): no other container; 14 of 14 looked at');
  });

  it('is nobody where the step that proves it says that it stays here', () => {
    const here = result('timezone', { staysHere: true });
    expect(blastRadius({ what: 'engine', at: null }, [here], [around])).toBeNull();
    expect(blastRadius({ what: 'engine', at: null }, [result('clock', {})], [around])?.containers).toEqual([
      'db',
      'web-2',
    ]);
  });

  it('is nothing at all for a cause that stays with its container, a walk that did not look, and facts that are not there', () => {
    expect(blastRadius(null, [], [around])).toBeNull();
    expect(blastRadius({ what: 'bundle', at: null }, [], [])).toBeNull();
    expect(blastRadius({ what: 'proxy', at: null }, [], [around])).toBeNull();
    expect(blastRadius({ what: 'bundle', at: null }, [], [result('neighbours', { looked: 'x' })])).toBeNull();
  });

  it('are for a full volume those that have that very volume, and for the host’s disk all', () => {
    const full = (path: string) =>
      blastRadius({ what: 'volume', at: 'fullestPath' }, [result('disk', { fullestPath: path })], [around]);
    expect(full('/data')).toMatchObject({ containers: ['db'], because: 'same volume at /data' });
    expect(full('/other')).toMatchObject({ containers: [] });
    expect(full('the root (the host’s disk)')).toMatchObject({ containers: ['db', 'web-2'], because: 'same engine' });
  });

  it('keeps a long list short where it is read', () => {
    const containers = Array.from({ length: 20 }, (_, at) => `c${at}`);
    expect(blastText({ containers, checked: 20, there: 20, because: 'same image' }, 2)).toBe(
      '(same image): c0, c1 and 18 more; 20 of 20 looked at',
    );
  });
});

describe('the sibling that is suggested', () => {
  it('is a sentence with the command, or says that there is no way', () => {
    const facts = {
      sibling: 'web.2.x',
      siblingPlace: 'web.2',
      siblingNode: 'node-2',
      siblingBecause: 'running for 3 h',
    };
    const known = suggestedSibling([result('neighbours', { ...facts, compare: 'walkdown compare a node-2/web.2.x' })]);
    expect(known && siblingText(known)).toBe('web.2 on node-2 is running for 3 h: walkdown compare a node-2/web.2.x');
    const unknown = suggestedSibling([result('neighbours', facts)]);
    expect(unknown && siblingText(unknown)).toContain('no way to its node is known here');
    expect(suggestedSibling([around])).toBeNull();
  });
});
