import { expect, test } from 'vitest'
import { formatTally } from './checks.ts'
import { type TestReport, tallyReport } from './tally-report.ts'

const passing: TestReport = {
  numPassedTests: 2,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] }],
}

test('a run in which all passed says so', () => {
  expect(formatTally(tallyReport(passing, 0))).toBe('2 passed, 0 failed')
})

test('names skipped tests, but only when there are some', () => {
  expect(formatTally(tallyReport({ ...passing, numPendingTests: 1, numTodoTests: 1 }, 0))).toBe(
    '2 passed, 0 failed, 2 skipped',
  )
})

test('counts each failed test, and a file that fails before its tests as one', () => {
  const testResults = [
    ...passing.testResults,
    {
      status: 'failed',
      assertionResults: [{ status: 'failed' }, { status: 'failed' }, { status: 'passed' }],
    },
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'passed' }] },
  ]
  expect(tallyReport({ ...passing, testResults }, 1).failed).toBe(4)
})

test('a run that ended badly is never counted as clean', () => {
  expect(tallyReport(passing, 1).failed).toBe(1)
  expect(tallyReport(null, 0).failed).toBe(1)
})
