/** A setting with the path of keys that leads to it: `database.host`. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: string;
}

const MOST_PARTS = 100;
const DEEPEST = 3;

/**
 * What a value on one line holds: itself; the items of `[a, "b:1"]`; the keys of `{ host: a, port: 1 }` (YAML) or
 * `{ host = "a", port = 1 }` (TOML).
 */
export function flowSettings(path: readonly string[], value: string, depth = 0): Setting[] {
  const text = value.trim();
  const inner = text.length <= 4_000 && depth < DEEPEST ? text.slice(1, -1) : '';
  if (text.startsWith('[') && text.endsWith(']') && !/^\[[0-9a-fA-F:.]{2,45}\]$/.test(text))
    return partsOf(inner).flatMap((part) => flowSettings(path, unquoted(part), depth + 1));
  if (text.startsWith('{') && text.endsWith('}')) {
    return partsOf(inner).flatMap((part) => {
      const pair = /^\s{0,9}["']?([A-Za-z_][\w.-]{0,120})["']?\s?[:=]\s?(.{0,2000})$/.exec(part);
      return pair ? flowSettings([...path, pair[1] ?? ''], unquoted(pair[2] ?? ''), depth + 1) : [];
    });
  }
  const bare = unquoted(text);
  return bare === '' ? [] : [{ path, value: bare }];
}

/** Parts between the commas that stand in no quotes and no brackets. */
function partsOf(text: string): string[] {
  const parts: string[] = [''];
  let quote = '';
  let open = 0;
  for (const sign of text) {
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '[' || sign === '{') open += 1;
    else if (sign === ']' || sign === '}') open -= 1;
    if (sign === ',' && quote === '' && open === 0) parts.push('');
    else parts[parts.length - 1] += sign;
    if (parts.length > MOST_PARTS) break;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** A value without its quotes, its final comma, and what a comment says behind it. */
export function unquoted(text: string): string {
  const bare = text.trim().replace(/,$/, '');
  const quoted = /^(["'])(.*?)\1/.exec(bare);
  if (quoted) return quoted[2] ?? '';
  return bare.replace(/\s#.{0,2000}$/, '').trim();
}
