import { sanitiseLine } from '../terminal/sanitise.ts';

/** What is longer is cut before anything is matched. */
const MAX_LINE = 4096;

const ESCAPE_SEQUENCES = /\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** JSON's escapes of printable ASCII; Go's encoder writes < > & so, too. */
const JSON_CODE = /\\u00([2-7][0-9a-fA-F])/g;

/**
 * One line of a log as its writer meant it: cut to 4 KB, without colours, and with the quotes, slashes and angle
 * brackets of a structured (JSON) log undone. A `\r` inside stays: it can be the fault.
 */
export function plainLogLine(raw: string): string {
  let line = raw.length > MAX_LINE ? raw.slice(0, MAX_LINE) : raw;
  if (line.includes('\u001b')) line = line.replace(ESCAPE_SEQUENCES, '');
  if (line.includes('\\')) {
    if (line.includes('\\u00')) {
      line = line.replace(JSON_CODE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      if (line.includes('\\u001b')) line = line.replaceAll(/\\u001b\[[0-9;]*m/g, '');
    }
    if (line.includes('\\"') || line.includes('\\/')) line = line.replaceAll(/\\(["/])/g, '$1');
  }
  return line;
}

/** A line safe to show. A `\r` inside it is shown instead of obeyed: in a script's error it is the proof. */
export function showLogLine(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw[end - 1] === '\r') end -= 1;
  const line = raw.slice(0, Math.min(end, MAX_LINE)).replaceAll('\r', '\\r');
  return sanitiseLine(line, { escapes: 'hide-colours', maxWidth: MAX_LINE });
}
