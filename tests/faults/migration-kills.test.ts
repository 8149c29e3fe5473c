import { expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runMigrationKills } from './migration-kills.ts'

test.each(databases)(
  'a migration that was killed is done by one of the two that come next, on %s',
  {
    timeout: 90_000,
  },
  async database => {
    const report = await runMigrationKills({ database, kills: 2 })
    expect(report.wrong).toEqual([])
    expect(report.killed + report.startedOver).toBeGreaterThan(0)
  },
)
