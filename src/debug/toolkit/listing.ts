import { oneLine } from '../../engine/one-line.ts';
import { ageDays, FRESH_DAYS, type Toolkit } from './labels.ts';

/** Toolkits for a terminal, a block each. Pure. */
export function listingText(toolkits: readonly Toolkit[], now: Date): string {
  if (toolkits.length === 0) {
    return 'No toolkit is on this engine. Before the next incident: walkdown toolkit build musl, walkdown toolkit build glibc\n';
  }
  return toolkits.map((toolkit) => `${blockOf(toolkit, now)}\n`).join('\n');
}

function blockOf(toolkit: Toolkit, now: Date): string {
  const days = ageDays(toolkit, now);
  const age = `${days} day${days === 1 ? '' : 's'} old${days > FRESH_DAYS ? ', build it again' : ''}`;
  const tools = Object.entries(toolkit.tools)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, version]) => (version === 'yes' ? name : `${name} ${version}`));
  return [
    oneLine(toolkit.ref),
    `  ${toolkit.libc} ${oneLine(toolkit.version)} (resolver generation ${oneLine(toolkit.generation) || 'unknown'}), ${toolkit.architecture}, ${Math.ceil(toolkit.sizeBytes / 1e6)} MB, ${age}`,
    `  from ${oneLine(toolkit.base)}`,
    ...wrapped(oneLine(tools.join(', '), 2000), 88).map((line) => `  ${line}`),
  ].join('\n');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
