import { findings, latestSteps, type NotesInput, shortId } from './context.ts';
import { counted, stepsCounted } from './counted.ts';
import { code, type Inline, strong, text } from './document.ts';
import { prose } from './prose.ts';
import type { Report, ReportStep } from './report.ts';
import { dateTime } from './time.ts';

/** The five lines that stand alone: what is broken, the cause, what helps tonight, since when, where. */
export interface Summary {
  /** ok: nothing wrong was found · odd: suspects only · broken: a fault or a cause · open: it could not be told. */
  readonly status: Status;
  readonly broken: readonly Inline[];
  readonly cause: readonly Inline[];
  readonly tonight: readonly Inline[];
  readonly since: readonly Inline[];
  readonly where: readonly Inline[];
}

export type Status = 'ok' | 'odd' | 'broken' | 'open';

export const STATUS_SIGN: Readonly<Record<Status, string>> = { ok: '✔', odd: '▲', broken: '✖', open: '?' };
export const STATUS_WORD: Readonly<Record<Status, string>> = {
  ok: 'nothing wrong found',
  odd: 'suspect',
  broken: 'fault',
  open: 'not decided',
};

export function summaryOf(input: NotesInput): Summary {
  const { report, state } = input;
  const status = statusOf(report);
  const [cause] = report.rootCauses;
  return {
    status,
    broken: broken(report, status),
    cause: causeLine(report, status),
    tonight: tonightLine(report, status),
    since: [...sinceWhen(input), text(`; ${confidence(report, cause?.certainty)}`)],
    where: whereLine(report, state.session?.engine.context ?? null),
  };
}

export function statusOf(report: Report): Status {
  const odd = findings(report).filter((one) => one.kind !== 'hygiene');
  if (report.rootCauses.length > 0 || odd.some((one) => one.outcome === 'fault')) return 'broken';
  if (report.target === null || report.coverage.judged === 0) return 'open';
  return odd.length > 0 ? 'odd' : 'ok';
}

/** The finding that says what does not work: the proof of the cause that is a fault, else the first finding. */
function mainFinding(report: Report): ReportStep | undefined {
  const proof = report.rootCauses[0]?.because ?? [];
  const steps = latestSteps(report);
  const cited = proof.flatMap(({ step, subject }) =>
    steps.filter((one) => one.id === step && one.subject === subject && one.outcome !== 'ok'),
  );
  return cited.find((one) => one.outcome === 'fault') ?? cited[0] ?? findings(report)[0];
}

function broken(report: Report, status: Status): Inline[] {
  const found = mainFinding(report);
  if (status === 'ok') return [text('nothing wrong was found'), ...unseenWords(report)];
  if (status === 'open') return [text('it could not be told whether anything is wrong')];
  if (found === undefined) return prose(report.rootCauses[0]?.title ?? 'a root cause without a finding');
  const subject = found.subject === '' ? [] : [code(found.subject)];
  return [...prose(found.title), ...subject, text(':'), ...prose(cut(found.summary, 240))];
}

function unseenWords(report: Report): Inline[] {
  const { inconclusive, notChecked } = report.coverage;
  return inconclusive + notChecked > 0 ? [text(`in what could be seen (${inconclusive + notChecked} not)`)] : [];
}

function causeLine(report: Report, status: Status): Inline[] {
  const [cause, ...others] = report.rootCauses;
  if (cause !== undefined) {
    const more = others.length > 0 ? `, and ${others.length} other possible` : '';
    return [...prose(cut(cause.title, 300)), text(`(${cause.certainty}${more})`), code(cause.id)];
  }
  if (status === 'broken') return [text('none is proven; the findings below are what is known')];
  return [text(status === 'open' ? 'not known' : 'none')];
}

function tonightLine(report: Report, status: Status): Inline[] {
  const [cause] = report.rootCauses;
  const [ease] = cause?.mitigate ?? [];
  if (ease !== undefined) {
    const restarts = ease.restartsTarget ? 'restarts it' : 'restarts nothing';
    return [...prose(cut(ease.do, 300)), text(`(${restarts}; risk:`), ...prose(cut(ease.risk, 160)), text(')')];
  }
  const [fix] = cause?.fix ?? [];
  if (fix !== undefined) return [text('no way around is known; the fix:'), ...prose(cut(fix, 300))];
  const advice = mainFinding(report)?.advice ?? '';
  if (status !== 'ok' && advice !== '') return prose(cut(advice, 300));
  if (status === 'ok') return [text('nothing to do')];
  return [
    text(status === 'open' ? 'look at what was not checked' : 'look at the findings and at what was not checked'),
  ];
}

/** Since when, as far as the engine and the walk know. */
export function sinceWhen({ report }: NotesInput): Inline[] {
  const { target } = report;
  const out: Inline[] = [];
  if (target?.kind === 'container' && target.startedAt !== null && dateTime(target.startedAt) !== '') {
    out.push(text(`${target.running ? 'running since' : 'last started'} ${dateTime(target.startedAt)} UTC`));
  }
  const changed = latestSteps(report).find((one) => one.id === 'what-changed' && one.outcome !== 'not-applicable');
  if (changed !== undefined && changed.summary !== '') {
    out.push(text(out.length > 0 ? '; change:' : 'change:'), ...prose(cut(changed.summary, 160)));
  } else if (target !== null && target.restartCount > 0)
    out.push(text(`; restarted ${counted(target.restartCount, 'time')}`));
  const seen = mainFinding(report)?.observedAt ?? report.session.startedAt;
  if (seen !== null) out.push(text(`${out.length > 0 ? '; ' : ''}seen at ${dateTime(seen)} UTC`));
  return out.length > 0 ? out : [text('not known')];
}

function confidence(report: Report, certainty: string | undefined): string {
  const looked = stepsCounted(report.coverage);
  return certainty === undefined ? looked : `cause ${certainty}, ${looked}`;
}

function whereLine(report: Report, context: string | null): Inline[] {
  const { target, session } = report;
  const out: Inline[] = [];
  if (target !== null) {
    const name = target.image.tags[0] ?? target.image.ref;
    out.push(text(target.kind), code(target.name), code(shortId(target.id)));
    if (name !== '') out.push(text('of image'), code(name));
    out.push(code(shortId(target.image.id)));
  }
  if (session.engine.name !== '') {
    out.push(text('on'), ...prose(`${session.engine.name} ${session.engine.version}`));
    const place = context !== null && context !== 'default' ? context : session.engine.host;
    if (place !== '') out.push(code(place));
  }
  return out.length > 0 ? out : [text('the target was not identified')];
}

/** Shorter than it was, at a word's end. */
export function cut(words: string, most: number): string {
  if (words.length <= most) return words;
  const at = words.lastIndexOf(' ', most);
  return `${words.slice(0, at > most / 2 ? at : most)} …`;
}

/** The name of what was walked, for the first line. */
export function nameOf(report: Report): Inline {
  return report.target === null ? strong('unknown target') : code(report.target.name);
}
