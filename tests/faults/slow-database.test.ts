import { expect, test } from 'vitest'
import { runBlockedLists } from './blocked-lists.ts'
import { runSlowDatabase } from './slow-database.ts'

test('a slow database and one that falls silent cost no verdict inside the lease, and no session', {
  timeout: 120_000,
}, async () => {
  const report = await runSlowDatabase({
    leaseSeconds: 30,
    delaysMs: [100],
    phaseMs: 1_000,
    blackholes: 2,
    blackholeMs: 300,
  })
  for (const { answers } of report.phases) expect(Object.keys(answers)).toEqual(['valid'])
  expect(Object.keys(report.answersInSilence)).toEqual(['valid'])
  expect(report.changeAfter).toBe('done')
})

test('lists that hang do not hang a verification', { timeout: 60_000 }, async () => {
  const report = await runBlockedLists({ lists: 50, forMs: 500 })
  expect(Object.keys(report.verifications)).toEqual(['valid'])
  // Those that wait for a session for too long are told so.
  expect(Object.keys(report.listStatuses).filter(status => status !== '200' && status !== '503')).toEqual([])
})
