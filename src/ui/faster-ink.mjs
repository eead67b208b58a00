import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Ink 6 measures every row anew for every frame, twice, and takes each apart into characters: 12 ms of 13 for a frame
 * of 80 × 24, and five times that for 200 × 60. Rows repeat from frame to frame, so what was found is remembered here.
 * To be used where the program is bundled; without it everything works, slower.
 */

/** Widths of what was measured; plain rows, which are nearly all, need no look at each character. */
const WIDTHS = (real) => `
import real from ${JSON.stringify(real)};
const ONE_CELL_EACH = /^[\\u0020-\\u007E\\u00A1-\\u00AC\\u00AE-\\u02FF\\u2010-\\u2027\\u2190-\\u21FF\\u23CE\\u2400-\\u2426\\u2500-\\u25FF\\u2714\\u2716\\u2800-\\u28FF]*$/;
const SGR = /\\u001B\\[[\\d;:]*m/g;
const widths = new Map();
export default function stringWidth(text, options) {
  if (typeof text !== 'string' || text.length > 1024 || options !== undefined) return real(text, options);
  let width = widths.get(text);
  if (width === undefined) {
    const plain = text.includes('\\u001B') ? text.replace(SGR, '') : text;
    width = ONE_CELL_EACH.test(plain) ? plain.length : real(text);
    if (widths.size >= 4096) widths.clear();
    widths.set(text, width);
  }
  return width;
}
`;

/** Rows taken apart. Ink changes neither the tokens nor the characters that it is given. */
const TOKENS = (real) => `
import { tokenize as realTokenize, styledCharsFromTokens as realChars } from ${JSON.stringify(real)};
export * from ${JSON.stringify(real)};
const rows = new Map();
const chars = new WeakMap();
export function tokenize(text, end) {
  if (end !== undefined || text.length > 1024) return realTokenize(text, end);
  let tokens = rows.get(text);
  if (tokens === undefined) {
    tokens = realTokenize(text);
    if (rows.size >= 512) rows.clear();
    rows.set(text, tokens);
  }
  return tokens;
}
export function styledCharsFromTokens(tokens) {
  let list = chars.get(tokens);
  if (list === undefined) {
    list = realChars(tokens);
    chars.set(tokens, list);
  }
  return list;
}
`;

/**
 * A frame put together of its texts, as they are: Ink makes a cell of every character of every frame, and takes them
 * together again. What lies over another, reaches beyond the frame or is clipped is left to Ink; walkdown has none of it.
 */
const FRAMES = `
function joined(parts, width) {
  let row = '';
  let end = 0;
  for (const { x, text } of parts) {
    const next = x + stringWidth(text);
    // What lies over all that was there before takes its place.
    if (x === 0 && next >= end) {
      row = '';
      end = 0;
    }
    if (x < end || next > width) return null;
    row += ' '.repeat(x - end) + text;
    end = next;
  }
  return row.trimEnd();
}
export default class Output extends RealOutput {
  get() {
    const parts = Array.from({ length: this.height }, () => []);
    for (const { type, x, y, text, transformers } of this.operations) {
      if (type !== 'write') return super.get();
      text.split('\\n').forEach((line, index) => {
        parts[y + index]?.push({ x, text: transformers.reduce((so, transform) => transform(so, index), line) });
      });
    }
    const rows = parts.map((one) => joined(one, this.width));
    return rows.includes(null) ? super.get() : { output: rows.join('\\n'), height: this.height };
  }
}
`;

const MODULES = { 'string-width': WIDTHS, '@alcalzone/ansi-tokenize': TOKENS };
const REAL = 'real';

/** A plugin for esbuild. */
export const fasterInk = {
  name: 'faster-ink',
  setup(build) {
    build.onResolve({ filter: /^(?:string-width|@alcalzone\/ansi-tokenize)$/ }, async (args) => {
      if (args.pluginData === REAL) return undefined;
      const { resolveDir, kind } = args;
      const found = await build.resolve(args.path, { resolveDir, kind, pluginData: REAL });
      if (found.errors.length > 0) return { errors: found.errors };
      return { path: found.path, namespace: 'faster-ink', pluginData: args.path };
    });
    build.onLoad({ filter: /[\\/]ink[\\/]build[\\/]output\.js$/ }, async ({ path }) => {
      const real = await readFile(path, 'utf8');
      const renamed = real.replace('export default class Output', 'class RealOutput');
      if (renamed === real) throw new Error('Ink has another output.js: see src/ui/faster-ink.mjs');
      return { contents: renamed + FRAMES, resolveDir: dirname(path) };
    });
    build.onLoad({ filter: /.*/, namespace: 'faster-ink' }, ({ path, pluginData }) => ({
      contents: MODULES[pluginData](path),
      resolveDir: '/',
    }));
  },
};
