import type { Json } from '../../src/session/evidence.ts';
import { HOSTILE } from '../unit/notes/hostile.ts';
import type { Chance } from './random.ts';

/** What breaks parsers: numbers at their ends, other numbers' writings, nothing, too much. */
const TOKENS: readonly string[] = [
  ...HOSTILE,
  '-1',
  '0',
  '1e309',
  '99999999999999999999',
  'NaN',
  '0x7fffffff',
  '-0',
  '2147483648',
  '1.7976931348623157e308',
  '٣',
  '\t\t\t\t',
  '\r\n\r\n',
  'a'.repeat(5000),
  '('.repeat(300),
  '::::::::',
  '255.255.255.256',
  'fe80::1%eth0',
  '=>',
  ' => not found',
  'depth=999999999999 ',
];

/** A text with a few things done to it that happen on the way, and some that somebody did. */
export function mutateText(text: string, random: Chance): string {
  let out = text;
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(out.length + 1);
    const end = Math.min(out.length, at + random.below(40));
    switch (random.below(8)) {
      case 0:
        out = out.slice(0, at) + random.pick(TOKENS) + out.slice(at);
        break;
      case 1:
        out = out.slice(0, at) + out.slice(end);
        break;
      case 2:
        out = out.slice(0, at) + out.slice(at, end).repeat(1 + random.below(30)) + out.slice(end);
        break;
      case 3:
        out = out.slice(0, at);
        break;
      case 4:
        out =
          out.slice(0, at) +
          String.fromCharCode(random.below(random.below(4) === 0 ? 65_536 : 128)) +
          out.slice(at + 1);
        break;
      case 5: {
        const lines = out.split('\n');
        const from = random.below(lines.length);
        lines.splice(random.below(lines.length), 0, lines[from] ?? '');
        out = lines.join('\n');
        break;
      }
      case 6:
        out = out.replace(/\d+/g, (number) => (random.below(4) === 0 ? random.pick(TOKENS) : number));
        break;
      default:
        out = random.pick(TOKENS) + out.slice(end);
    }
    if (out.length > 60_000) out = out.slice(0, 60_000);
  }
  return out;
}

/**
 * Values that our own readers gave, as outsiders may have filled them: any text in a text, any number in a number, any
 * length of a list; each of the kind it was.
 */
export function mutateValues(value: Json, random: Chance): Json {
  if (typeof value === 'string') return random.below(3) === 0 ? mutateText(value, random) : value;
  if (typeof value === 'number') return random.below(4) === 0 ? mutateNumber(value, random) : value;
  if (typeof value === 'boolean') return random.below(6) === 0 ? !value : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return resized(
      value.map((one) => mutateValues(one, random)),
      random,
    );
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mutateValues(one, random)]));
}

function mutateNumber(value: number, random: Chance): number {
  return random.pick(Number.isInteger(value) ? [0, -1, 1, 1e21, Number.MAX_SAFE_INTEGER] : [0.1, -0.5, 1e300, 5e-324]);
}

function resized(list: Json[], random: Chance): Json[] {
  if (random.below(6) === 0 && list.length > 0) list.splice(random.below(list.length), 1);
  // Lists of lists would grow beyond what a machine holds.
  const grows = random.below(12) === 0 && list.length > 0 && list.length < 100 && JSON.stringify(list).length < 5_000;
  if (grows) for (let n = 0; n < 200; n++) list.push(random.pick(list));
  return list.slice(0, 2000);
}

/** Values of other kinds in places where nobody expects them, keys that are gone or mean something to JavaScript. */
export function mutateJson(value: Json, random: Chance, depth = 0): Json {
  if (random.below(12) === 0)
    return random.pick<Json>([null, true, '', 0, -1, 1e308, [], {}, ['x', 1], random.pick(TOKENS)]);
  if (typeof value === 'string') return random.below(3) === 0 ? mutateText(value, random) : value;
  if (typeof value === 'number')
    return random.below(4) === 0 ? random.pick([0, -1, 1e21, 0.1, Number.MAX_SAFE_INTEGER]) : value;
  if (typeof value !== 'object' || value === null || depth > 12) return value;
  if (Array.isArray(value)) {
    return resized(
      value.map((one) => mutateJson(one, random, depth + 1)),
      random,
    );
  }
  const entries = Object.entries(value).map(([key, one]): [string, Json] => [key, mutateJson(one, random, depth + 1)]);
  if (random.below(6) === 0 && entries.length > 0) entries.splice(random.below(entries.length), 1);
  if (random.below(20) === 0) entries.push([random.pick(['__proto__', 'constructor', 'toString', 'length', '']), 'x']);
  return Object.fromEntries(entries);
}
