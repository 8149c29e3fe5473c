import { CompiledQuery, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstIdAt } from '../ids/new-id.ts'
import { idsOfMonth } from '../storage/usage-sink.ts'
import { openUsageSink } from './open-usage-sink.ts'
import { makeDatabase, type TestDatabase } from './testing/usage-databases.ts'
import { selectBlocks } from './usage-queries.ts'

const month = '2026-11'
const start = Date.UTC(2026, 10, 2)
const blocksInAll = 20_000

describe.each(['sqlite', 'postgres'] as const)('on %s, with many blocks of many keys', kind => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await makeDatabase(kind)
    const clock = { now: () => start, monotonic: () => 0 }
    const sink = await openUsageSink(database.storage.usage.sink, clock, { retentionMonths: 1 })
    const lasts = Array.from({ length: blocksInAll }, (_, i) => firstIdAt('ver', start + i * 10))
    const blocks = lasts.map(last => ({ last, first: last, events: 10, body: Buffer.from('[]') }))
    const postings = lasts.flatMap((last, i) => [
      { owner: `key_${i % 5_000}`, last },
      { owner: `org_${i % 50}`, last },
    ])
    await sink.store([{ month, blocks, postings }], 'jnl_1', 1)
    await sink.close()
    if (kind === 'postgres') await sql`analyze usage.blocks, usage.postings`.execute(log())
  })
  afterAll(() => database.drop())

  const log = () => database.storage.usage.month(month)
  const { first, end } = idsOfMonth(month)
  const query = (owner: string | null) =>
    selectBlocks(log(), { ids: { first, before: end }, owner, after: null, limit: 4 })

  test.each(['key_77', 'org_7', null])(
    'the newest blocks of %s are read by an index and nothing else',
    async owner => {
      const explain = kind === 'sqlite' ? 'explain query plan' : 'explain'
      const compiled = query(owner).compile()
      const asked = CompiledQuery.raw(`${explain} ${compiled.sql}`, [...compiled.parameters])
      const { rows } = await log().executeQuery<Record<string, unknown>>(asked)
      const plan = rows.map(row => String(row['detail'] ?? row['QUERY PLAN'])).join('\n')
      // PostgreSQL may sort the few blocks of a key that is seldom used.
      expect(plan).not.toMatch(/\bSCAN\b|Seq Scan|TEMP B-TREE/)
      expect(plan).toMatch(owner === null ? /blocks/ : /postings/)
      const found = await query(owner).execute()
      const lasts = found.map(block => block.last)
      expect(lasts).toEqual([...lasts].sort().reverse())
      expect(lasts).toHaveLength(4)
    },
  )
})
