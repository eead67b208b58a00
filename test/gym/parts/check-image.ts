import type { Check } from './check-inside.ts';

const DAY_MS = 86_400_000;

/** What runs is not the image that was expected. */
export const isOtherImage: Check = async ({ target, args = [] }) => {
  const expected = args[args.indexOf('--expect-image') + 1];
  const { Image } = await target.inspect();
  if (Image === expected) throw new Error('what runs is what was expected');
};

/** Its image was made so many days ago, or earlier. */
export const isOld =
  (days: number): Check =>
  async ({ target }) => {
    const { Created } = await target.docker.getImage((await target.inspect()).Image).inspect();
    const old = (Date.now() - Date.parse(Created)) / DAY_MS;
    if (old < days) throw new Error(`the image is ${old.toFixed(1)} days old`);
  };

/** The history of its image's build has this. */
export const wasBuiltWith =
  (wanted: RegExp): Check =>
  async ({ target }) => {
    const layers = (await target.docker.getImage((await target.inspect()).Image).history()) as { CreatedBy: string }[];
    if (!layers.some(({ CreatedBy }) => wanted.test(CreatedBy))) throw new Error(`no layer was made by ${wanted}`);
  };
