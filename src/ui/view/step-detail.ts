import type { StepRecord } from '../../session/state.ts';
import { clean, cleanProse } from '../look.ts';
import { findSubject, type StepProgress, type SubjectProgress } from '../model/progress.ts';
import { attemptsOf } from '../model/records.ts';
import type { UiState, WalkView } from '../model/state.ts';
import { atMost, BLANK, cutRow, paragraph, type Row, row, rowWidth, span, spread } from '../rows.ts';
import { outcomeSign, outcomeTone, outcomeWord } from '../theme.ts';
import { commandPreviewRows, evidenceRows } from './evidence-rows.ts';
import { factText } from './fact-text.ts';
import { liveRows } from './live-rows.ts';
import { nextRows } from './next-rows.ts';
import { spinner, standingSign } from './sign.ts';
import { seconds, withAges } from './words.ts';

/** Lower than this, blank rows are left out and the advice comes before the meaning. */
const COMPACT = 14;
/** A sentence of more rows than this is cut, so that the advice stays in sight; `w` has all of it. */
const MOST_ROWS = 4;
/** Rows of what a running command says: enough to see that it moves, and whither. */
const MOST_LIVE = 11;

/**
 * The step on the right: the verdict first, in a word and a sign, then one sentence, the number that proves it, the
 * advice; the command and its output below. May be longer than `height`: then it is scrolled.
 */
export function detailRows(state: UiState, width: number, height: number): readonly Row[] {
  const { walk, running } = state;
  if (walk === null) return [];
  const found = findSubject(walk.progress, state.selected);
  if (found === null) return [...beginRows(state, walk, width)];
  const { step, subject } = found;
  const isRunning = running?.step === step.step.id && running.subject === subject.subject;
  const compact = height < COMPACT;
  const gap = compact ? [] : [BLANK];
  const head = [titleRow(state, step, subject, width), ...gap];
  if (isRunning) return [...head, ...runningRows(state, step, subject, width, height - head.length)];
  const { record } = subject;
  if (record?.judgement == null) return [...head, ...untakenRows(state, walk, step, subject, width, gap)];
  const told = judgedRows(state, walk, record, width, compact);
  const room = height - head.length - told.length - gap.length;
  return [...head, ...told, ...gap, ...evidenceRows(state, record.evidence, width, room)];
}

function beginRows(state: UiState, walk: WalkView, width: number): Row[] {
  const about = clean(walk.playbook.about, state.look);
  return [
    row(span(clean(walk.playbook.title, state.look), 'strong')),
    BLANK,
    ...paragraph(about, width, { tone: 'muted' }),
    BLANK,
    ...nextRows(state, walk, width),
  ];
}

function titleRow(state: UiState, { step, subjects }: StepProgress, subject: SubjectProgress, width: number): Row {
  const { look } = state;
  const title = clean(subject.subject === '' ? step.title : `${step.title}: ${subject.subject}`, look);
  const at = subjects.indexOf(subject) + 1;
  const arrows = look.unicode ? '← →' : 'Left Right';
  const place = subjects.length > 1 ? row(span(`${at} of ${subjects.length}  ${arrows}`, 'muted')) : BLANK;
  return spread(row(span(title, 'strong')), place, width, look.glyphs.ellipsis);
}

/** What is waited for, since when, for how long at most, and how to end it. */
function runningRows(
  state: UiState,
  { step }: StepProgress,
  subject: SubjectProgress,
  width: number,
  height: number,
): Row[] {
  const { look, now, running } = state;
  const since = look.linear ? '' : ` ${seconds(now - (running?.since ?? now))}`;
  const limit = ` of at most ${seconds(state.preview?.timeoutMs ?? step.timeoutMs)}`;
  const rows = [
    row(spinner(look, now), ' running', span(since, 'strong'), span(`${limit}, c cancels it`, 'muted')),
    BLANK,
    ...commandPreviewRows(state, step, subject.subject, width),
  ];
  const why = paragraph(cleanProse(step.why, look), width, { tone: 'muted' });
  if (state.live === null) return [...rows, BLANK, ...why];
  // What it says stands by its command; why it was asked gives way where there is no room for both.
  const said = liveRows(state.live, width, Math.max(2, Math.min(MOST_LIVE, height - rows.length)), look);
  const hasRoom = rows.length + said.length + why.length < height;
  return hasRoom ? [...rows, ...said, BLANK, ...why] : [...rows, ...said];
}

function untakenRows(
  state: UiState,
  walk: WalkView,
  { step }: StepProgress,
  subject: SubjectProgress,
  width: number,
  gap: readonly Row[],
): Row[] {
  const { look, now } = state;
  const skipped = subject.record?.skipped ?? null;
  const said =
    skipped === null ? 'not taken yet; r takes it now' : `skipped${skipped === '' ? '' : `: ${clean(skipped, look)}`}`;
  return [
    ...paragraph(said, width, { first: row(standingSign(subject.standing, look, now), ' ') }),
    ...paragraph(cleanProse(step.why, look), width, { tone: 'muted', first: row('  ') }),
    ...gap,
    ...nextRows(state, walk, width),
    ...gap,
    ...commandPreviewRows(state, step, subject.subject, width),
  ];
}

function judgedRows(state: UiState, walk: WalkView, record: StepRecord, width: number, compact: boolean): Row[] {
  const { look } = state;
  const { judgement } = record;
  if (judgement === null) return [];
  const tone = outcomeTone(judgement.outcome);
  const sign = span(`${outcomeSign(judgement.outcome, look.glyphs)} ${outcomeWord(judgement.outcome)}`, tone);
  const verdict = row(sign, judgement.code === '' ? '' : span(`  ${judgement.code}`, 'muted'), '  ');
  // Ages are of now: what was recorded earlier has its times only.
  const said = walk.recorded ? judgement.summary : withAges(judgement.summary, state.now);
  const summary = clean(said, look);
  // Where the sentence has too little room beside the verdict, it goes below it.
  const isBeside = width - rowWidth(verdict) >= 36;
  const rest = row('  ');
  const first = isBeside
    ? paragraph(summary, width, { first: verdict, rest, tone: 'strong' })
    : [verdict, ...paragraph(summary, width, { first: rest, rest, tone: 'strong' })];
  const facts = factText(judgement.because, look);
  const proof =
    facts === '' ? [] : paragraph(facts, width, { first: rest, rest, tone: 'muted' }).slice(0, compact ? 1 : 3);
  const meaning =
    judgement.meaning === '' ? [] : paragraph(cleanProse(judgement.meaning, look), width, { first: rest, rest });
  const unmatched =
    record.libcMatched === false
      ? paragraph("the tools' libc was not the target's: this proves nothing", width, {
          first: rest,
          rest,
          tone: 'suspect',
        })
      : [];
  const next = nextRows(state, walk, width, judgement.advice);
  const earlier = earlierRow(state, walk, record, width);
  const head = atMost(first, MOST_ROWS + 1, width, look.glyphs.ellipsis);
  const meant = atMost(meaning, MOST_ROWS, width, look.glyphs.ellipsis);
  if (compact) return [...head, ...proof, ...unmatched, ...next, ...meant, ...earlier];
  return [...head, ...meant, ...proof, ...unmatched, ...earlier, BLANK, ...next];
}

/** What the attempt before this one said: both results stay. */
function earlierRow(state: UiState, walk: WalkView, record: StepRecord, width: number): Row[] {
  const { look } = state;
  const before = attemptsOf(walk.state, record).findLast(
    (one) => one.attempt < record.attempt && one.judgement !== null,
  );
  if (before?.judgement == null) return [];
  const { outcome, summary } = before.judgement;
  const said = `  attempt ${record.attempt}; before: ${outcomeSign(outcome, look.glyphs)} ${outcomeWord(outcome)}, ${clean(summary, look)}`;
  return [cutRow(row(span(said, 'muted')), width, look.glyphs.ellipsis)];
}
