/**
 * Text from outside (an engine's message, a file name) as one line that is safe to print: control characters and line
 * breaks become spaces, runs of spaces one, and at most `max` characters are kept.
 */
export function oneLine(text: string, max = 300): string {
  // Bounded before anything looks at it: a message may be megabytes.
  const printable = text.slice(0, max * 4).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  const joined = printable.replace(/ {2,}/g, ' ').trim();
  return joined.length > max ? `${joined.slice(0, max - 1)}…` : joined;
}
