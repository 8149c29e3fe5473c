import { expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runPoisonRows } from './poison-rows.ts'

test.each(databases)(
  'rows that no call would write harm nothing but themselves, on %s',
  {
    timeout: 120_000,
  },
  async database => {
    const report = await runPoisonRows({ database, textsPerColumn: 1 })
    expect(report).toMatchObject({ wrong: [] })
    expect(report.poisoned).toBeGreaterThan(15)
    expect(report.verdicts).toMatchObject({
      'keys.scopes: disabled': 1,
      'keys.allowed_ips: disabled': 3,
      'keys.allowed_endpoints: disabled': 2,
      'organizations.rate_limits: organization_suspended': 1,
    })
  },
)
