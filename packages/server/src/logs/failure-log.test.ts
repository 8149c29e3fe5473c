import { expect, test } from 'vitest'
import { HttpProblem } from '../http/http-problem.ts'
import { createLog } from './create-log.ts'
import { createFailureLog } from './failure-log.ts'

function openLog() {
  const clock = { now: 0 }
  const lines: Record<string, unknown>[] = []
  const log = createLog('info', { write: (line: string) => lines.push(JSON.parse(line)) })
  const failures = createFailureLog(log, () => clock.now)
  const fail = (code: 'fenced' | 'overloaded' | 'internal_error' | 'not_found', cause = new Error('why')) => {
    const problem = new HttpProblem(code, 'Told.', { cause })
    failures.report({ requestId: 'req_1', problem, error: problem })
  }
  return { clock, lines, fail }
}

test('a known state is one warning a second for each code, without a stack', () => {
  const { clock, lines, fail } = openLog()
  for (let i = 0; i < 500; i++) fail('fenced')
  fail('overloaded')
  clock.now = 999
  fail('fenced')
  clock.now = 1_000
  fail('fenced')
  expect(lines).toMatchObject([
    { level: 'warn', code: 'fenced', requestId: 'req_1', reason: 'Told.', cause: 'why', suppressed: 0 },
    { level: 'warn', code: 'overloaded', suppressed: 0 },
    { level: 'warn', code: 'fenced', suppressed: 500 },
  ])
  expect(JSON.stringify(lines)).not.toContain('failure-log.test')
})

test('what nobody foresaw is an error with its stack, each time', () => {
  const { lines, fail } = openLog()
  fail('internal_error')
  fail('internal_error')
  expect(lines).toMatchObject([
    { level: 'error', code: 'internal_error', err: { stack: expect.stringContaining('failure-log.test') } },
    { level: 'error' },
  ])
})

test('what callers did wrong is no failure', () => {
  const { lines, fail } = openLog()
  fail('not_found')
  expect(lines).toEqual([])
})
