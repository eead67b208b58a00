import { type Candidate, candidate } from './candidate.ts';
import { serviceOfPort } from './schemes.ts';

/** A quoted name and a number after it, as programs on a command line connect: `("metrics.example", 9443)`. */
export function endpointsInCode(
  code: string,
  from: { readonly foundIn: string; readonly source: 'used' },
): Candidate[] {
  const pairs = code
    .slice(0, 16_384)
    .matchAll(/["']([A-Za-z0-9][A-Za-z0-9.-]{0,200}\.[A-Za-z][A-Za-z0-9-]{1,60})["']\s{0,3},\s{0,3}([0-9]{2,5})\b/g);
  return [...pairs].slice(0, 20).flatMap(([, host = '', port = '']) => {
    const one = candidate(host, Number(port), from, serviceOfPort(Number(port)));
    return one === null ? [] : [one];
  });
}
