import { expect, test } from 'vitest'
import { runClockJumps, runClockSkew } from './clock-jumps.ts'

test('a clock that jumps forth and back brings no key back and keeps none out', {
  timeout: 90_000,
}, async () => {
  const report = await runClockJumps({ database: 'sqlite', hours: [1, 0, -24, 24, 0] })
  for (const jump of report.jumps) {
    expect(jump).toMatchObject({ expiring: 'expired', revoked: 'revoked' })
    expect(jump.saidBefore.filter(code => code !== 'fenced')).toEqual([])
  }
  expect(report.auditValid).toBe(true)
  // One that was recorded and then answered `fenced` is in the log too.
  expect(report.inLog).toBeGreaterThanOrEqual(report.answered)
  expect(report.alarms).toBeGreaterThanOrEqual(3)
})

test('processes whose clocks differ by two minutes agree on expiry and on revocations', {
  timeout: 90_000,
}, async () => {
  const report = await runClockSkew({ skewMs: 60_000 })
  expect(report).toMatchObject({ acceptedAfterRevocation: 0, auditValid: true })
  for (const ms of report.lateMs) expect(Math.abs(ms)).toBeLessThan(30_000)
})
