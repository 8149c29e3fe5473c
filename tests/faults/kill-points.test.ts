import { expect, test } from 'vitest'
import { whyNotTraced } from '../harness/strace.ts'
import { runKillPoints } from './kill-points.ts'
import { nothingLost } from './nothing-lost.ts'

const why = whyNotTraced()
if (why !== null) console.log(`Not run, because ${why}: death within a checkpoint.`)

const onSqlite = ['audit-row', 'commit', 'committed', 'answered', 'journal-written', 'usage-stored'] as const

test.each([
  { database: 'sqlite', points: why === null ? [...onSqlite, 'checkpoint' as const] : onSqlite },
  { database: 'postgres', points: ['commit', 'usage-stored'] },
] as const)(
  'a process that dies at a named step loses nothing and does nothing by half, on $database',
  {
    timeout: 180_000,
  },
  async ({ database, points }) => {
    const report = await runKillPoints({ database, points, rounds: 1 })
    expect(report).toMatchObject({ ...nothingLost, missed: [], broken: [] })
    expect(Object.keys(report.kills)).toEqual([...points])
  },
)
