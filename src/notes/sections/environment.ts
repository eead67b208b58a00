import { first, type NotesInput } from '../context.ts';
import { type Block, code, heading, type Inline, type Item, list, paragraph, strong, text } from '../document.ts';
import { prose } from '../prose.ts';
import { cut } from '../summary.ts';
import { clock, dateTime } from '../time.ts';

/** Target, image by ID and digest, engine. */
export function targetSection({ report, state }: NotesInput): Block[] {
  const { target, session } = report;
  const rows: [string, Inline[]][] = [];
  if (target !== null) {
    const exit = target.exitCode === null || target.running ? '' : `, exit ${target.exitCode}`;
    rows.push([target.kind, [code(target.name), code(target.id), ...prose(`${target.state}${exit}`)]]);
    rows.push([
      'image',
      [code(target.image.id), ...[...new Set([...target.image.tags, target.image.ref])].filter(Boolean).map(code)],
    ]);
    rows.push([
      'digest',
      target.image.digests.length > 0 ? target.image.digests.map(code) : [text('none (built here, or never pushed)')],
    ]);
    const made = target.image.created === '' ? '' : `, made ${dateTime(target.image.created)} UTC`;
    rows.push(['platform', [...prose(`${target.image.architecture}${made}`)]]);
    rows.push(['libc', prose(`${target.libc.family} ${target.libc.version ?? ''} (${target.libc.because})`)]);
    rows.push(['system', prose(target.os.name || `${target.os.id} ${target.os.version}`.trim() || 'no os-release')]);
    if (target.binary !== '') rows.push(['binary', [code(target.binary)]]);
  }
  const { engine } = session;
  const context = state.session?.engine.context ?? null;
  const place = context === null ? [] : [text('context'), code(context)];
  rows.push([
    'engine',
    [...prose(`${engine.name} ${engine.version}, API ${engine.apiVersion}`), ...place, code(engine.host)],
  ]);
  if (session.incident !== null) rows.push(['incident', [code(session.incident)]]);
  return [heading(2, text('Target')), table(rows)];
}

function table(rows: readonly [string, Inline[]][]): Block {
  return {
    kind: 'table',
    head: ['', ''],
    rows: rows.map(([label, value]) => [[strong(label)], value.filter((one) => one.text !== '')]),
  };
}

/** What the walk was made with, what it was allowed, and the proof that the target is as it was. */
export function environmentSection(input: NotesInput): Block[] {
  return [heading(2, text('Environment')), ...surroundings(input), ...privileges(input), ...proof(input)];
}

function surroundings({ report, state }: NotesInput): Block[] {
  const { session, tool } = report;
  const items: Inline[][] = [
    [...prose(`${tool.name} ${tool.version}`), text('session'), code(session.id)],
    [
      text('playbook'),
      code(session.playbook.id),
      ...prose(`version ${session.playbook.version}`),
      code(`sha256:${session.playbook.sha256}`),
    ],
    [text('from'), text(`${dateTime(session.startedAt)} to ${dateTime(session.finishedAt) || 'now, unfinished'} UTC`)],
    [text('symptom'), code(session.symptom), ...prose(state.symptom.because)],
    [text('operators:'), ...session.operators.flatMap((one) => [code(one)])],
    [text(clockWords(session.clockSkewMs))],
  ];
  return [list(items)];
}

/** Below what anybody would call a skew, in milliseconds. */
const NO_SKEW_MS = 1_000;

function clockWords(skew: number | null): string {
  if (skew === null) return 'the engine’s clock was not compared';
  if (Math.abs(skew) < NO_SKEW_MS) return 'the engine’s clock agrees with this machine’s';
  const seconds = (Math.abs(skew) / 1000).toFixed(1);
  return `the engine’s clock is ${seconds} s ${skew < 0 ? 'behind' : 'ahead of'} this machine’s`;
}

function privileges({ report, state, detail }: NotesInput): Block[] {
  const blocks: Block[] = [heading(3, text('Privileges used'))];
  const items: Item[] = first(report.debug, detail.items).kept.map((one) => ({
    text: [code(one.role), text('at tier'), code(one.tier), text('from'), code(one.image.ref), code(one.image.id)],
    under: [
      prose(one.privileges),
      [
        ...prose(`${one.libc.family} ${one.libc.version ?? ''}:`),
        text(
          one.libcMatched === null
            ? 'no libc is involved;'
            : one.libcMatched
              ? 'matches the target;'
              : 'does not match the target;',
        ),
        ...prose(one.chosenBecause),
      ],
    ],
  }));
  blocks.push(items.length > 0 ? list(items) : paragraph(text('None: no container of ours was made.')));
  const consents = state.consents.map((one): Inline[] => [
    text(`${clock(one.at)} ${one.given ? 'allowed' : 'refused'}:`),
    ...one.tiers.map((tier) => code(tier)),
    ...prose(cut(one.what, 400)),
  ]);
  if (consents.length > 0) blocks.push(paragraph(strong('Consent')), list(consents));
  return blocks;
}

function proof({ report, state, detail }: NotesInput): Block[] {
  const { interference } = report;
  const blocks: Block[] = [heading(3, text('Proof that the target was not changed'))];
  if (report.session.recorded) blocks.push(paragraph(text('A recording: no target was looked at.')));
  else if (state.check === null) {
    blocks.push(paragraph(text('It was not compared: the walk has not ended, or not by itself.')));
  } else if (interference.targetChanged) blocks.push(paragraph(strong('The target differs from before the walk.')));
  else blocks.push(paragraph(text('State, restarts and files are as they were before the walk.')));
  const details = first(interference.details, detail.items).kept.map((line) => prose(cut(line, 400)));
  if (details.length > 0) blocks.push(list(details));
  const left = interference.leftBehind.map((one) => code(one));
  const made = interference.made.length;
  const words = `${made} ${made === 1 ? 'container' : 'containers'} of ours made, ${left.length} left behind`;
  blocks.push(paragraph(text(`${words}${left.length > 0 ? ':' : '.'}`), ...left));
  const talked = first(interference.connectedTo, detail.items).kept.map((one) => code(one));
  blocks.push(paragraph(text(talked.length > 0 ? 'Connected to:' : 'Nothing was connected to.'), ...talked));
  return blocks;
}

/** What was masked, by which rule, how often. */
export function redactionsSection({ report }: NotesInput): Block[] {
  const blocks: Block[] = [heading(2, text('Redactions applied'))];
  const items = report.redactions.map(({ rule, count }) => [
    code(rule),
    text(`${count} ${count === 1 ? 'time' : 'times'}`),
  ]);
  if (items.length === 0) return [...blocks, paragraph(text('Nothing was masked.'))];
  return [...blocks, paragraph(text('The same secret has the same placeholder throughout.')), list(items)];
}
