import { expect, test } from 'vitest'
import { runDiskFault } from './disk-fault.ts'
import { nothingLost } from './nothing-lost.ts'

const refusals = {
  // The registry of nodes lies on the same disk: a lease that cannot be renewed lapses.
  'full disk': /^\w+ (507 storage_full|503 overloaded|503 fenced)$/,
  'failing database': /^(debit|change) 503 storage_unavailable$/,
  'failing journal': /^(verification|debit) 503 (storage_unavailable|overloaded)$/,
}

test.each(['full disk', 'failing database', 'failing journal'] as const)(
  'a %s is told as what it is, loses nothing, and is over without a restart',
  { timeout: 90_000 },
  async fault => {
    const report = await runDiskFault({ fault, faultMs: 1_000 })
    if (typeof report === 'string') {
      console.log(`Not run, because ${report}: a ${fault}.`)
      return
    }
    expect(report).toMatchObject({ ...nothingLost, broken: [] })
    expect(Object.keys(report.during.refused).filter(told => !refusals[fault].test(told))).toEqual([])
    expect(Object.keys(report.during.refused).length).toBeGreaterThan(0)
    if (fault === 'failing database') expect(report.during.answered.verification).toBeGreaterThan(0)
    // The log of uses must not stop who has to change or revoke something.
    if (fault === 'failing journal') expect(report.during.answered.change).toBeGreaterThan(0)
    for (const ms of Object.values(report.recoveryMs)) expect(ms).toBeLessThan(10_000)
  },
)
