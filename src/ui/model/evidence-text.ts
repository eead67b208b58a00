import type { Evidence, Json } from '../../session/evidence.ts';
import { shellWord } from '../../target/shell-word.ts';
import type { PagerText } from './pager.ts';

/** Beyond this much text its middle is left out: the beginning and the end say why, the middle slows the reading. */
const MOST_CHARACTERS = 2 * 1024 * 1024;
/** Lines beyond these likewise. */
const MOST_LINES = 40_000;

/** A command as one would type it: words with anything but plain characters are quoted. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

/** What was done, in one line: the command as run, or what was looked at. */
export function whatWasDone(evidence: Evidence): string {
  if (evidence.argv.length > 0) return `$ ${commandLine(evidence.argv)}`;
  return `${evidence.kind}: ${evidence.what}`;
}

/** All that a step's evidence says, for the pager. */
export function evidenceText(title: string, evidence: readonly Evidence[]): PagerText {
  const lines: string[] = [];
  const headings = new Set<number>();
  const head = (text: string): void => {
    headings.add(lines.length);
    lines.push(text);
  };
  for (const one of evidence) {
    if (lines.length > 0) lines.push('');
    head(whatWasDone(one));
    head(`  ${whereAndHow(one)}`);
    if (one.byHand !== '' && one.byHand !== commandLine(one.argv)) {
      head(`  by hand${one.byHandEquivalent ? ' (equivalent)' : ''}: ${one.byHand}`);
    }
    if (one.truncated) head('  the output was longer: its middle was left out when it was read');
    append(lines, one.stdout);
    if (one.stderr !== '') {
      head('  standard error:');
      append(lines, one.stderr);
    }
    // A command's data are our own measurements; what it printed is all that it said.
    if (one.kind === 'run' && one.stdout === '' && one.stderr === '') head('  (no output)');
    else if (one.data !== undefined && one.stdout === '') append(lines, dataText(one.data));
  }
  if (lines.length === 0) lines.push('There is no output: nothing was run or read.');
  return { title, lines, headings, copy: lines.slice(0, 5000).join('\n') };
}

/** Where it ran, how it ended, how long it took. */
function whereAndHow(evidence: Evidence): string {
  const parts = [evidence.view, `${evidence.tier} tier`];
  if (evidence.image !== undefined) parts.push(evidence.image.ref);
  if (evidence.timedOut) parts.push('timed out');
  else if (evidence.exitCode !== null && evidence.exitCode !== 0) parts.push(`exit ${evidence.exitCode}`);
  return parts.join(', ');
}

/** The lines of an output; of a very long one the first and the last. */
export function boundedLines(text: string): string[] {
  const half = MOST_CHARACTERS / 2;
  if (text.length > MOST_CHARACTERS) {
    const head = splitLines(text.slice(0, half)).slice(0, MOST_LINES / 2);
    const tail = splitLines(text.slice(-half)).slice(-MOST_LINES / 2);
    return [...head, `… ${text.length - MOST_CHARACTERS} characters are left out here …`, ...tail];
  }
  const lines = splitLines(text);
  if (lines.length <= MOST_LINES) return lines;
  const head = lines.slice(0, MOST_LINES / 2);
  return [...head, `… ${lines.length - MOST_LINES} lines are left out here …`, ...lines.slice(-MOST_LINES / 2)];
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function append(lines: string[], text: string): void {
  for (const line of boundedLines(text)) lines.push(line);
}

function dataText(data: Json): string {
  return JSON.stringify(data, null, 2);
}
