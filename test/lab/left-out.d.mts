/** A vitest JSON report, as far as its tests are counted. */
export interface TestReport {
  testResults?: { status?: string; assertionResults?: { status: string; ancestorTitles?: string[] }[] }[];
}
export function countTests(report: TestReport): {
  passed: number;
  failed: number;
  skipped: number;
  reasons: Map<string, number>;
};
export function closingLines(report: TestReport): string[];
