import { describe, expect, test } from 'vitest'
import { runKillExperiment } from './kill-experiment.ts'

describe.each([
  { database: 'sqlite', kills: 20 },
  { database: 'postgres', kills: 10 },
] as const)('$kills random kill -9 under load on $database', options => {
  test('lose no answered verification, no answered change and no audit event', {
    timeout: 180_000,
  }, async () => {
    const report = await runKillExperiment({ ...options, lifeMs: { least: 20, most: 900 } })
    console.log(options.database, JSON.stringify(report))
    expect(report).toMatchObject({
      lostVerifications: [],
      lostChanges: [],
      auditMismatches: [],
      auditValid: true,
      creditsBack: 0,
    })
    expect(report.answeredVerifications).toBeGreaterThan(options.kills * 10)
    expect(report.answeredChanges).toBeGreaterThan(options.kills)
  })
})
