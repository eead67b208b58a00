import type { ReadContext } from '../reader.ts';

/** The environment that the target was started with (an image's own for an image). The last of a name wins. */
export function containerEnv({ container, image }: Pick<ReadContext, 'container' | 'image'>): Map<string, string> {
  const pairs = (container?.env ?? image.env).map((line): [string, string] => {
    const at = line.indexOf('=');
    return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
  });
  return new Map(pairs);
}
