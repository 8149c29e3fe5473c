import { expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runRepeatedCreates } from './repeated-creates.ts'

test.each(databases)(
  'creates that are sent again over connections that break, to a process that is killed, make one key each, on %s',
  { timeout: 180_000 },
  async database => {
    const report = await runRepeatedCreates({ database, creates: 200, cutShare: 0.2, kills: 2 })
    expect(report).toMatchObject({ keys: 200, kills: 2, wrong: [] })
    expect(report.cut).toBeGreaterThan(0)
  },
)
