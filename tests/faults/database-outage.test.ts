import { describe, expect, test } from 'vitest'
import { runOutage } from './database-outage.ts'

describe.each(['cut', 'blackhole'] as const)('a database whose connections are %s', kind => {
  test('is lived through inside the lease, then verdicts are refused as fenced and nothing else', {
    timeout: 60_000,
  }, async () => {
    const report = await runOutage({ leaseSeconds: 1, outageMs: 3_000, kind })
    expect(Object.keys(report.answers).toSorted()).toEqual(['fenced', 'valid'])
    expect(report.acceptedWithoutLease).toBe(0)
    expect(report.change).toMatchObject({
      status: 503,
      code: 'storage_unavailable',
      retryAfterSeconds: expect.any(Number),
    })
    expect(report.recoveryMs).toBeLessThan(10_000)
  })
})

test('with a lease longer than the outage no verification fails', { timeout: 60_000 }, async () => {
  const report = await runOutage({ leaseSeconds: 20, outageMs: 2_000, kind: 'cut' })
  expect(Object.keys(report.answers)).toEqual(['valid'])
})
