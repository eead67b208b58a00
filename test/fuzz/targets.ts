import type { Extractor, FactType } from '../../src/extract/extractor.ts';
import { codeSpan, renderMarkdown } from '../../src/notes/markdown.ts';
import { outputLines, prose, visible } from '../../src/notes/prose.ts';
import { NOTES_FORMATS, renderReport } from '../../src/notes/render.ts';
import { buildReport } from '../../src/notes/report.ts';
import { slackMessages, slackSafe } from '../../src/notes/slack.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import type { SessionEvent } from '../../src/session/events.ts';
import type { Evidence, Facts, Json } from '../../src/session/evidence.ts';
import { parseJournal } from '../../src/session/read-journal.ts';
import { createRedactor } from '../../src/session/redact.ts';
import { secretSpans } from '../../src/session/redaction-rules.ts';
import { foldAll } from '../../src/session/state.ts';
import { importText } from '../../src/session/transfer.ts';
import { diagnosisOf } from '../../src/walk/diagnosis-of-state.ts';
import type { Rulebook } from '../../src/walk/rulebook.ts';
import { poisoned } from '../unit/notes/hostile.ts';
import { sampleEvents, written } from '../unit/notes/sample.ts';
import {
  hidden,
  htmlProblems,
  jiraProblems,
  markdownProblems,
  slackProblems,
  withoutCodeSpans,
  xmlProblems,
} from '../unit/notes/scanners.ts';
import { ELSE_OK, EXTRACTORS, HEAD, stepText } from '../unit/playbook/helpers.ts';
import type { Corpus } from './corpus.ts';
import { mutateJson, mutateText, mutateValues } from './mutate.ts';
import type { Chance } from './random.ts';

/** One boundary that something from outside crosses. */
export interface FuzzTarget {
  readonly name: string;
  /** Of a thousand inputs, so many go here. */
  readonly share: number;
  /** What takes more of the processor than this is a finding, in milliseconds. */
  readonly limitMs: number;
  /** Makes an input and crosses; returns what is wrong. It may throw, which is wrong as well. */
  run(random: Chance): string[] | Promise<string[]>;
}

export function fuzzTargets(rules: Rulebook, corpus: Corpus): FuzzTarget[] {
  return [
    extractorsTarget(rules, corpus),
    journalTarget(rules, corpus),
    quotingTarget(corpus),
    redactionTarget(corpus),
    loaderTarget(),
    transferTarget(corpus),
    notesTarget(rules),
  ];
}

/** No evidence makes an extractor throw, or give a fact of another type than it declares. */
function extractorsTarget(rules: Rulebook, corpus: Corpus): FuzzTarget {
  const steps = rules.playbook.steps.filter((step) => rules.extractors[step.extract] !== undefined);
  const others = [...corpus.evidence.values()].flat();
  return {
    name: 'extractors',
    share: 700,
    limitMs: 2_000,
    run(random) {
      const step = random.pick(steps);
      const extractor = rules.extractors[step.extract] as Extractor;
      const own = corpus.evidence.get(step.id) ?? [];
      const seed = own.length > 0 && random.below(5) > 0 ? random.pick(own) : random.pick(others);
      const evidence = seed.evidence.map((one) => mutateEvidence(one, random));
      const earlier = Object.fromEntries(
        step.after.map((id) => {
          const known = corpus.evidence.get(id) ?? [];
          const facts = known.length === 0 ? {} : (mutateFacts(random.pick(known).facts, random) as Facts);
          return [id, [{ subject: '', facts }]];
        }),
      );
      const context = {
        target: random.pick(corpus.targets),
        subject: random.below(3) === 0 ? mutateText(seed.subject, random) : seed.subject,
        earlier,
        limits: rules.playbook.limits,
        now: '2026-11-23T02:41:17.000Z',
      };
      return factProblems(extractor, extractor.extract(evidence, context));
    },
  };
}

/** Half of the time as it is, so that the rest of the evidence is reached. */
function mutateFacts(facts: Facts, random: Chance): Json {
  return random.below(2) === 0 ? facts : mutateValues(facts, random);
}

function mutateEvidence(one: Evidence, random: Chance): Evidence {
  const data = one.data === undefined ? undefined : mutateValues(one.data, random);
  return {
    ...one,
    stdout: mutateText(one.stdout, random),
    stderr: random.below(2) === 0 ? mutateText(one.stderr, random) : one.stderr,
    exitCode: random.pick([one.exitCode, 0, 1, 127, null, -1]),
    timedOut: random.below(10) === 0,
    truncated: random.below(10) === 0,
    ...(data === undefined ? {} : { data }),
  };
}

const IS: Readonly<Record<FactType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => typeof value === 'number' && Number.isInteger(value),
  double: (value) => typeof value === 'number' && Number.isFinite(value),
  bool: (value) => typeof value === 'boolean',
  'list<string>': (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  'list<dyn>': (value) => Array.isArray(value),
  'map<string,dyn>': (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

function factProblems(extractor: Extractor, facts: Facts): string[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    const declared = Object.hasOwn(extractor.facts, name) ? extractor.facts[name] : undefined;
    if (declared === undefined) return [`${extractor.id}: the fact ${name} is not declared`];
    return IS[declared.type](value)
      ? []
      : [`${extractor.id}: ${name} is no ${declared.type}: ${JSON.stringify(value)?.slice(0, 80)}`];
  });
}

/** No line of a journal breaks the reader, the fold or the diagnosis. */
function journalTarget(rules: Rulebook, corpus: Corpus): FuzzTarget {
  const own = written(sampleEvents()).map((event) => JSON.stringify(event));
  const foreign = corpus.lines.filter((line) => line.length < 3_000);
  return {
    name: 'journal reader',
    share: 150,
    limitMs: 2_000,
    run(random) {
      const lines = Array.from({ length: 1 + random.below(8) }, () => {
        const line = random.pick(random.below(3) === 0 && foreign.length > 0 ? foreign : own);
        if (random.below(3) === 0) return mutateText(line, random);
        return JSON.stringify(mutateJson(JSON.parse(line) as Json, random));
      });
      const { events, next } = parseJournal(lines.join('\n'));
      const state = foldAll(events);
      if (random.below(20) === 0) diagnosisOf(state, rules, { ended: true });
      return Number.isSafeInteger(next) ? [] : [`the next number is ${next}`];
    },
  };
}

/** Nothing gets out of the quotes that every text of the notes goes through. */
function quotingTarget(corpus: Corpus): FuzzTarget {
  const texts = corpus.lines.map((line) => line.slice(0, 300));
  return {
    name: 'quoting of the notes',
    share: 100,
    limitMs: 500,
    run(random) {
      const text = mutateText(random.pick(texts), random).slice(0, 4000);
      const problems = [...hidden(visible(text)), ...outputLines(text, 20).flatMap(hidden)];
      if (withoutCodeSpans(codeSpan(text)) !== '') problems.push(`out of a code span: ${codeSpan(text)}`);
      if (/[<`]/.test(slackSafe(text))) problems.push(`markup for Slack: ${slackSafe(text)}`);
      const words = prose(text)
        .map((one) => one.text)
        .join('')
        .replaceAll(' ', '');
      if (words !== visible(text).replaceAll(' ', '')) problems.push('prose lost or added something');
      return problems;
    },
  };
}

const SECRET = 'Fuzz-S3cret/9+x';

/** A known secret never comes through, and masking ends. */
function redactionTarget(corpus: Corpus): FuzzTarget {
  const redactor = createRedactor(Buffer.alloc(32, 3));
  redactor.learn([SECRET]);
  const texts = corpus.lines.map((line) => line.slice(0, 2000));
  return {
    name: 'redaction',
    share: 40,
    limitMs: 1_000,
    run(random) {
      const text = mutateText(random.pick(texts), random);
      const at = random.below(text.length + 1);
      const out = redactor.text(text.slice(0, at) + SECRET + text.slice(at));
      const spans = secretSpans(text);
      const outside = spans.some(({ start, end }) => start < 0 || end > text.length || start > end);
      return [
        ...(out.includes(SECRET) ? ['a known secret came through'] : []),
        ...(outside ? ['a span is outside'] : []),
      ];
    },
  };
}

const RULES =
  '      - { when: "facts.seconds > limits.verySlow && facts.found", is: fault, code: DNS-003, say: "{subject} took {seconds} s", next: second }\n';
const PLAYBOOK_TEXT = `${HEAD}steps:\n${stepText(RULES + ELSE_OK, '    each: endpoints\n')}${stepText(ELSE_OK.replace('DNS-000', 'SND-000'), '    when: target.running\n    otherwise: it ended\n', 'second')}`;

/** A broken playbook gives problems, never an exception. */
function loaderTarget(): FuzzTarget {
  return {
    name: 'playbook loader',
    share: 4,
    limitMs: 10_000,
    async run(random) {
      const text = mutateText(PLAYBOOK_TEXT, random);
      const { value, problems } = await loadPlaybook(text, { file: 'pb.yaml', extractors: EXTRACTORS });
      return value === null && problems.length === 0 ? ['refused without a reason'] : [];
    },
  };
}

/** A file that was not exported is refused in one line. */
function transferTarget(corpus: Corpus): FuzzTarget {
  const head = JSON.stringify({ schema: 'walkdown.session/1', id: 'x' });
  return {
    name: 'session import',
    share: 5,
    limitMs: 1_000,
    run(random) {
      const text = mutateText(
        [head, random.pick(corpus.lines), JSON.stringify({ events: 1, sha256: '' })].join('\n'),
        random,
      );
      try {
        importText(text);
        return ['a file was taken in that nobody exported'];
      } catch (error) {
        const { message, exitStatus } = error as Error & { exitStatus?: number };
        return exitStatus === 2 && !message.includes('\n') ? [] : [`not refused in one line: ${message}`];
      }
    },
  };
}

/** Whole notes in every format, of a walk of which nothing but its course is ours. */
function notesTarget(rules: Rulebook): FuzzTarget {
  return {
    name: 'notes in every format',
    share: 1,
    limitMs: 10_000,
    async run(random) {
      const events: SessionEvent[] = written(
        poisoned(sampleEvents(), () => mutateText('payments-api', random).slice(0, 2000)),
      );
      const state = foldAll(events);
      const report = buildReport(state, diagnosisOf(state, rules), rules.playbook);
      const problems = [
        ...markdownProblems(renderMarkdown(report, state)),
        ...slackProblems(slackMessages(report, state)),
      ];
      for (const format of NOTES_FORMATS) {
        const notes = await renderReport(format, report, state);
        if (format === 'html') problems.push(...htmlProblems(notes));
        if (format === 'jira') problems.push(...jiraProblems(notes));
        if (format === 'junit') problems.push(...xmlProblems(notes));
        if (format === 'json' || format === 'sarif') JSON.parse(notes);
      }
      return problems;
    },
  };
}
