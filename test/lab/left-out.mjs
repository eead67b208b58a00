// What a test run counted and left out, read from vitest's JSON report: node test/lab/left-out.mjs REPORT.json

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LEFT_OUT = 'left out: ';

/**
 * @param {{ testResults?: { assertionResults?: { status: string, ancestorTitles?: string[] }[] }[] }} report
 * @returns {{ passed: number, failed: number, skipped: number, reasons: Map<string, number> }} `reasons`: why, and how many tests
 */
export function countTests(report) {
  const counts = { passed: 0, failed: 0, skipped: 0, reasons: new Map() };
  for (const file of report.testResults ?? []) {
    // A file that broke before its tests were known has none to count, and is a failure all the same.
    if (file.status === 'failed' && (file.assertionResults ?? []).every((test) => test.status !== 'failed'))
      counts.failed += 1;
    for (const test of file.assertionResults ?? []) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') counts.failed += 1;
      else {
        counts.skipped += 1;
        const why = test.ancestorTitles?.find((title) => title.startsWith(LEFT_OUT))?.slice(LEFT_OUT.length);
        if (why) counts.reasons.set(why, (counts.reasons.get(why) ?? 0) + 1);
      }
    }
  }
  return counts;
}

/**
 * The closing lines of a run: how many live tests were left out and why, where there are any, and last the count alone.
 * @param {Parameters<typeof countTests>[0]} report
 * @returns {string[]}
 */
export function closingLines(report) {
  const { passed, failed, skipped, reasons } = countTests(report);
  const lines = [...reasons].map(
    ([why, count]) => `${count} live ${count === 1 ? 'test was' : 'tests were'} left out: ${why}`,
  );
  return [...lines, `${passed} passed, ${failed} failed, ${skipped} skipped`];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report = JSON.parse(readFileSync(process.argv[2] ?? 'dist/test-results.json', 'utf8'));
  process.stdout.write(`${closingLines(report).join('\n')}\n`);
}
