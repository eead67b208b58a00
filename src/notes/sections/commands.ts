import { findings, first, latestSteps, type NotesInput } from '../context.ts';
import { type Block, heading, paragraph, text } from '../document.ts';
import { visible } from '../prose.ts';
import type { ReportStep } from '../report.ts';

/** What shows the same by hand: first what the findings rest on, then the rest. */
export function commandsSection({ report, detail }: NotesInput): Block[] {
  const blocks: Block[] = [heading(2, text('Commands to reproduce'))];
  const proof = new Set(
    report.rootCauses.flatMap((cause) => cause.because.map(({ step, subject }) => `${step}\n${subject}`)),
  );
  const found = findings(report).filter((one) => one.kind !== 'hygiene');
  const all = latestSteps(report).filter((one) => one.outcome !== 'not-applicable');
  const deciding = all.filter((one) => found.includes(one) || proof.has(`${one.id}\n${one.subject}`));
  const others = all.filter((one) => !deciding.includes(one));
  const told = commandLines(deciding, detail.items);
  if (told.length > 0) blocks.push({ kind: 'verbatim', lines: told, commands: true });
  else blocks.push(paragraph(text('No finding needs one.')));
  const rest = commandLines(others, detail.items);
  if (rest.length > 0) {
    const title = [text('Commands of the other steps')];
    blocks.push({ kind: 'fold', title, blocks: [{ kind: 'verbatim', lines: rest, commands: true }] });
  }
  return blocks;
}

function commandLines(steps: readonly ReportStep[], most: number): string[] {
  const lines: string[] = [];
  const seen = new Set<string>();
  const { kept, left } = first(steps, most);
  for (const step of kept) {
    for (const { byHand, byHandEquivalent } of step.evidence.slice(0, 6)) {
      if (byHand === '' || seen.has(byHand)) continue;
      seen.add(byHand);
      const about = `${step.title}${step.subject === '' ? '' : `, ${step.subject}`}`;
      lines.push(`# ${visible(about, 200)}${byHandEquivalent === true ? ' (shows the same by other means)' : ''}`);
      lines.push(...copyable(byHand));
    }
  }
  if (left > 0) lines.push(`# ${left} more are in the JSON notes`);
  return lines;
}

const LONGEST = 4000;

/** A command that holds control or invisible characters must not reach a shell by copying. */
function copyable(command: string): string[] {
  if (command.length > LONGEST) return [`# too long to be shown whole: ${visible(command, 400)}`];
  const shown = visible(command, LONGEST);
  if (shown === command) return [command];
  const safe = command.replaceAll('\\\n', '').replaceAll('\n', ' ; ').replaceAll('\t', ' ');
  if (command.includes('\n') && visible(safe, LONGEST) === safe && !/['"]/.test(command)) return command.split('\n');
  return ['# not for copying, it holds characters that cannot be seen:', `# ${shown}`];
}
