import { expect, test } from 'vitest'
import { runDatabaseKills } from './database-kill-experiment.ts'

test('three kill -9 of PostgreSQL itself under load lose nothing that was answered', {
  timeout: 120_000,
}, async () => {
  const report = await runDatabaseKills({ kills: 3, lifeMs: { least: 100, most: 800 } })
  expect(report).toMatchObject({
    lostVerifications: [],
    lostChanges: [],
    auditMismatches: [],
    auditValid: true,
    creditsBack: 0,
  })
  expect(report.answeredVerifications).toBeGreaterThan(10)
  expect(report.answeredChanges).toBeGreaterThan(3)
})
