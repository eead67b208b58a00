import type { Answer } from '../engine/engine.ts';
import { type ChooserOptions, createImageChooser, type ImageChooser } from './image-choice.ts';
import { libcText } from './match.ts';

/** The base that somebody would go over to: of each family, a version whose resolver is today's. */
const OTHER = {
  musl: { family: 'glibc', version: '2.36' },
  glibc: { family: 'musl', version: '1.2.5' },
} as const;

/**
 * Chooses an image of the other libc than the target's, for one look-up side by side. Never the target's own image,
 * and never the one that a person asked for by name: that is for the target's libc.
 */
export function createOtherLibcChooser(options: ChooserOptions): ImageChooser {
  const { family } = options.target.libc;
  const other = family === 'musl' || family === 'glibc' ? OTHER[family] : null;
  const libc = { ...options.target.libc, ...(other ?? {}) };
  const inner = createImageChooser({
    ...options,
    target: { ...options.target, libc },
    config: { ...options.config, askedFor: null },
  });
  const none: Answer<never> = {
    ok: false,
    kind: other === null ? 'unsupported' : 'missing',
    reason:
      other === null ? `the target has ${libcText(options.target.libc)}` : `no image with ${other.family} is here`,
    toCheckIt:
      other === null
        ? 'nothing to compare it with'
        : `before the next incident: walkdown toolkit build ${other.family}`,
  };
  const why = (libcOfImage: string): string => `the other libc, for one look-up side by side: it has ${libcOfImage}`;

  return {
    async choose() {
      const found = other === null ? none : await inner.choose(false);
      if (!found.ok) return found.kind === 'missing' ? none : found;
      const { choice } = found.value;
      if (!choice.match.family) return none;
      const match = { ...choice.match, matched: false };
      const chosenBecause = why(libcText(choice.side.libc));
      return { ok: true, value: { ...found.value, choice: { ...choice, match, chosenBecause } } };
    },
    passOver: (chosen) => inner.passOver(chosen),
    async estimate() {
      const found = other === null ? none : await inner.estimate(false);
      if (!found.ok || other === null) return none;
      const { choice } = found.value;
      if (!choice.match.family) return none;
      const match = { ...choice.match, matched: false };
      const chosenBecause = `${why(libcText({ family: other.family, version: null }))}; made only when a look-up fails or is slow`;
      return { ok: true, value: { checked: true, choice: { ...choice, match, chosenBecause } } };
    },
    close: () => inner.close(),
  };
}
