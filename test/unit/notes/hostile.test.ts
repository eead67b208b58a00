import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { htmlOf } from '../../../src/notes/html.ts';
import { jiraOf } from '../../../src/notes/jira.ts';
import { codeSpan, GITHUB_LIMIT, markdownOf, renderMarkdown } from '../../../src/notes/markdown.ts';
import { outputLines, prose, visible } from '../../../src/notes/prose.ts';
import { renderReport } from '../../../src/notes/render.ts';
import { slackMessages } from '../../../src/notes/slack.ts';
import { renderUpdate } from '../../../src/notes/update.ts';
import { HOSTILE, poisoned } from './hostile.ts';
import { bundledRules, sample, sampleEvents } from './sample.ts';
import {
  hidden,
  htmlProblems,
  jiraProblems,
  markdownProblems,
  slackProblems,
  withoutCodeSpans,
  xmlProblems,
} from './scanners.ts';

const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(...HOSTILE)).map(([a, b]) => `${a}${b}`),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 60, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30, unit: fc.constantFrom(...'`|\\<>@[](){}*_~#:&!-+.\n /') }) },
);

/** A walk of which nothing but its course is ours, in every format. */
async function allFormats(texts: readonly string[]) {
  let index = 0;
  const { report, state } = await sample(poisoned(sampleEvents(), () => texts[index++ % texts.length] ?? ''));
  return { report, state };
}

describe('hostile content', () => {
  beforeAll(async () => {
    await bundledRules();
  });

  it('becomes markup in no format', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 40 }), async (texts) => {
        const { report, state } = await allFormats(texts);
        expect(markdownProblems(renderMarkdown(report, state))).toEqual([]);
        expect(htmlProblems(await renderReport('html', report, state))).toEqual([]);
        expect(jiraProblems(await renderReport('jira', report, state))).toEqual([]);
        expect(slackProblems(slackMessages(report, state))).toEqual([]);
        expect(slackProblems([renderUpdate(report, state)])).toEqual([]);
        expect(xmlProblems(await renderReport('junit', report, state))).toEqual([]);
        expect(hidden((await renderReport('text', report, state)).replaceAll('\n', ''))).toEqual([]);
        expect(JSON.parse(await renderReport('json', report, state))).toMatchObject({ schema: 'walkdown.report/1' });
        expect(JSON.parse(await renderReport('sarif', report, state))).toMatchObject({ version: '2.1.0' });
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('is still there to be read, in order', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const words = prose(text)
          .map((one) => one.text)
          .join('')
          .replaceAll(' ', '');
        expect(words).toBe(visible(text).replaceAll(' ', ''));
      }),
    );
  });

  it('stays inside of a code span, alone and in a table', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, two) => {
        expect(withoutCodeSpans(codeSpan(one))).toBe('');
        const row = markdownOf([
          {
            kind: 'table',
            head: ['a', 'b', 'c'],
            rows: [[[{ kind: 'code', text: one }], [{ kind: 'text', text: two }], [{ kind: 'strong', text: one }]]],
          },
        ]);
        expect(markdownProblems(row)).toEqual([]);
      }),
    );
  });

  it('stays inside of verbatim lines', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), (texts) => {
        const blocks = [{ kind: 'verbatim', lines: texts.flatMap((text) => outputLines(text, 50)) } as const];
        expect(markdownProblems(markdownOf(blocks))).toEqual([]);
        expect(htmlProblems(htmlOf(blocks, texts[0] ?? ''))).toEqual([]);
        expect(jiraProblems(jiraOf(blocks))).toEqual([]);
      }),
    );
  });

  it('never passes a limit, however much there is of it', async () => {
    const long = `${'@here <b>`|{noformat}\n'.repeat(4000)}`;
    const { report, state } = await allFormats([long, ...HOSTILE]);
    const many = {
      ...report,
      steps: Array.from({ length: 300 }, (_, n) =>
        report.steps.map((one) => ({ ...one, subject: `${one.subject}${n}` })),
      ).flat(),
    };
    const markdown = renderMarkdown(many, state);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(markdownProblems(markdown)).toEqual([]);
    expect(markdown).toMatch(/Shortened to fit|Cut here to fit/);
    expect(jiraProblems(await renderReport('jira', many, state))).toEqual([]);
    const messages = slackMessages(many, state);
    expect(slackProblems(messages)).toEqual([]);
    expect(messages.length).toBeLessThanOrEqual(12);
  }, 60_000);
});
