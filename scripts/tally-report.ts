import type { Tally } from './checks.ts'

/** The part of vitest's JSON report that counts. */
export type TestReport = {
  numPassedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/**
 * Counts what vitest reported. A file that fails outside its tests counts as one failure, and so does a
 * run that ends badly without naming any: no failure may vanish from the last line.
 */
export function tallyReport(report: TestReport | null, exitStatus: number): Tally {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  let failed = 0
  for (const file of report.testResults) {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed').length
    failed += tests === 0 && file.status === 'failed' ? 1 : tests
  }
  if (failed === 0 && exitStatus !== 0) failed = 1
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests }
}
