import { describe, expect, it } from 'vitest';
import type { CandidateSource } from '../../../src/debug/candidates.ts';
import { type CheckedCandidate, decide } from '../../../src/debug/choose-image.ts';
import type { MatchSide } from '../../../src/debug/match.ts';
import type { ImageDetails } from '../../../src/engine/engine.ts';

const image: ImageDetails = {
  id: 'sha256:1',
  tags: [],
  digests: [],
  createdAt: '',
  sizeBytes: 0,
  labels: {},
  architecture: 'amd64',
  variant: '',
  os: 'linux',
  entrypoint: [],
  command: [],
  env: [],
  workingDir: '',
  user: '',
  layers: [],
};
const musl = (version: string): MatchSide => ({ libc: { family: 'musl', version }, architecture: 'amd64' });
const glibc: MatchSide = { libc: { family: 'glibc', version: '2.36' }, architecture: 'amd64' };
const target = musl('1.2.5');

function candidate(source: CandidateSource, ref: string, more: Partial<CheckedCandidate> = {}): CheckedCandidate {
  return { source, ref, image, side: target, keeps: true, pipes: true, ...more };
}

describe('decide', () => {
  it('takes the first that matches', () => {
    const decision = decide(target, [candidate('toolkit', 'old', { side: musl('1.2.3') }), candidate('engine', 'new')]);
    expect(decision.choice).toMatchObject({ ref: 'new', match: { matched: true } });
  });

  it('takes a close one where none matches, and says that it does not', () => {
    const decision = decide(target, [
      candidate('engine', 'other libc', { side: glibc }),
      candidate('engine', 'older', { side: musl('1.2.3') }),
    ]);
    expect(decision.choice).toMatchObject({ ref: 'older', match: { matched: false, family: true } });
    expect(decision).toMatchObject({ settled: false });
  });

  it('takes what was asked for, matched or not, but not what cannot be used', () => {
    expect(decide(target, [candidate('asked', 'mine', { side: glibc }), candidate('engine', 'x')]).choice?.ref).toBe(
      'mine',
    );
    const absent = decide(target, [candidate('asked', 'mine', { image: null, side: null }), candidate('engine', 'x')]);
    expect(absent.choice?.ref).toBe('x');
    expect(absent.choice?.chosenBecause).toContain('mine was passed over: not on this engine (nothing is pulled)');
    const foreign: MatchSide = { ...target, architecture: 'arm64' };
    expect(decide(target, [candidate('asked', 'mine', { side: foreign })]).choice).toBe(null);
  });

  it('passes over the label’s image where it does not match', () => {
    const decision = decide(target, [candidate('label', 'tools', { side: glibc }), candidate('own', 'api')]);
    expect(decision.choice?.ref).toBe('api');
    expect(decision.choice?.chosenBecause).toContain('tools was passed over: it has glibc 2.36');
  });

  it('prefers one with a byte pipe, and takes none that cannot be kept', () => {
    const decision = decide(target, [
      candidate('label', 'unkept', { keeps: false }),
      candidate('engine', 'no pipe', { pipes: false }),
      candidate('engine', 'whole'),
    ]);
    expect(decision.choice?.ref).toBe('whole');
    expect(decide(target, [candidate('engine', 'unkept', { keeps: false })]).choice).toBe(null);
  });

  it('takes any of the architecture for a static target', () => {
    const target = { libc: { family: 'static', version: null }, architecture: 'amd64' } as const;
    expect(decide(target, [candidate('engine', 'any', { side: glibc })]).choice?.match.matched).toBe(null);
  });
});
