import { latestSteps } from './context.ts';
import { visible } from './prose.ts';
import type { Report, ReportStep } from './report.ts';

/** SARIF keeps what a result is (kind) apart from how bad it is (level, `none` unless it fails). */
const KINDS: Readonly<Record<string, { kind: string; level: string }>> = {
  ok: { kind: 'pass', level: 'none' },
  suspect: { kind: 'review', level: 'none' },
  fault: { kind: 'fail', level: 'error' },
  inconclusive: { kind: 'open', level: 'none' },
  'not-applicable': { kind: 'notApplicable', level: 'none' },
};

/** The report as SARIF 2.1.0. A failure of ours is no result but a notification of the run. */
export function renderSarif(report: Report): string {
  const steps = latestSteps(report);
  const results = steps.filter((step) => step.outcome !== 'tool-error');
  const failures = steps.filter((step) => step.outcome === 'tool-error');
  const rules = rulesOf(results);
  const ids = rules.map((rule) => rule.id);
  const { session } = report;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            semanticVersion: report.tool.version,
            rules,
          },
        },
        automationDetails: {
          id: `walkdown/${visible(session.playbook.id, 100)}/${visible(report.target?.name ?? '', 200)}`,
        },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            ...times(session.startedAt, session.finishedAt),
            toolExecutionNotifications: [
              ...failures.map((step) => notification(step.id, step.subject, step.summary, 'error')),
              ...report.notChecked.map((one) =>
                notification(one.step, one.subject, `not checked: ${one.reason}`, 'note'),
              ),
            ],
          },
        ],
        results: results.map((step) => resultOf(step, ids, report)),
        properties: {
          session: session.id,
          recorded: session.recorded,
          rootCauses: report.rootCauses.map(({ id, certainty, title, subjects }) => ({
            id,
            certainty,
            title,
            subjects,
          })),
          ruledOut: report.ruledOut.map(({ id }) => id),
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleId(step: ReportStep): string {
  return step.code === '' ? step.id : step.code;
}

function rulesOf(steps: readonly ReportStep[]) {
  const byId = new Map(steps.map((step) => [ruleId(step), step]));
  return [...byId.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, step]) => ({
      id,
      name: step.id,
      shortDescription: { text: visible(step.title) || id },
      ...(step.meaning === '' ? {} : { fullDescription: { text: visible(step.meaning) } }),
      ...(step.advice === '' ? {} : { help: { text: visible(step.advice) } }),
    }));
}

/** Both or none: SARIF takes date-times only. */
function times(start: string | null, end: string | null) {
  const ok = (at: string | null): at is string => at !== null && Number.isFinite(Date.parse(at));
  return {
    ...(ok(start) ? { startTimeUtc: new Date(start).toISOString() } : {}),
    ...(ok(end) ? { endTimeUtc: new Date(end).toISOString() } : {}),
  };
}

function notification(step: string, subject: string, words: string, level: 'error' | 'note') {
  const about = subject === '' ? '' : ` ${visible(subject)}`;
  return { descriptor: { id: step }, level, message: { text: `${visible(step)}${about}: ${visible(words)}` } };
}

function resultOf(step: ReportStep, ids: readonly string[], report: Report) {
  const { kind, level } = KINDS[step.outcome] ?? { kind: 'open', level: 'none' };
  const hygiene = step.kind === 'hygiene' && kind === 'fail';
  const id = ruleId(step);
  const target = report.target;
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    kind: hygiene ? 'review' : kind,
    level: hygiene ? 'none' : level,
    message: { text: visible(step.summary) || `${step.id}: ${step.outcome}` },
    locations: [
      {
        logicalLocations: [
          { name: visible(target?.name ?? 'target'), fullyQualifiedName: visible(target?.id ?? ''), kind: 'resource' },
          ...(step.subject === '' ? [] : [{ name: visible(step.subject), kind: 'resource' }]),
        ],
      },
    ],
    properties: {
      step: step.id,
      subject: step.subject,
      attempt: step.attempt,
      outcome: step.outcome,
      facts: Object.fromEntries(step.because.map(({ fact, value }) => [fact, value])),
    },
  };
}
