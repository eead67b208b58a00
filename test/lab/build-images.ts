import { findEngine } from './engine.ts';
import { ensureImage, hasImage, imageNames, imageRef } from './images.ts';

/**
 * Makes the lab's images that the engine lacks and says what it does, a line an image.
 * Returns the exit status: 0 when all are there, 1 when one could not be made, 3 when no engine answers.
 */
export async function buildImages(say: (line: string) => void): Promise<number> {
  const engine = await findEngine();
  if ('reason' in engine) {
    say(`lab: ${engine.reason}`);
    return 3;
  }
  let failed = 0;
  for (const name of imageNames) {
    if (await hasImage(engine.docker, name)) continue;
    const began = Date.now();
    try {
      await ensureImage(engine.docker, name);
      say(`lab: made ${imageRef(name)} in ${Math.round((Date.now() - began) / 1000)} s`);
    } catch (error) {
      failed = 1;
      say(`lab: ${imageRef(name)} could not be made: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}
