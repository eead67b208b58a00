/** Parts of a line with spaces between them, but none before a mark that belongs to what stands before it. */
export function joined(parts: readonly string[]): string {
  let out = '';
  for (const part of parts) {
    if (part === '') continue;
    out += out === '' || /^[;:,.)]/.test(part) || out.endsWith('(') ? part : ` ${part}`;
  }
  return out;
}
