import { secretSpans } from './redaction-rules.ts';

/**
 * The inner lines of private keys in a text that is kept by lines (a log's): alone, none of them looks like a secret.
 * Numbers of lines, from 0.
 */
export function keyLines(lines: readonly string[]): Set<number> {
  const inside = new Set<number>();
  if (!lines.some((line) => line.includes('PRIVATE KEY'))) return inside;
  const spans = secretSpans(lines.join('\n')).filter((one) => one.rule === 'private-key');
  let start = 0;
  for (const [index, line] of lines.entries()) {
    const end = start + line.length;
    if (line.trim() !== '' && spans.some((span) => span.start < start && end <= span.end)) inside.add(index);
    start = end + 1;
  }
  return inside;
}
