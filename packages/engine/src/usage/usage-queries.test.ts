import { join } from 'node:path'
import Database from 'better-sqlite3'
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
/** The branch of the few that are not sorted in yet. */
const recent = `RIGHT
SCAN main.recent_postings
CORRELATED SCALAR SUBQUERY 1
SEARCH named USING INDEX sqlite_autoindex_blocks_1 (last=?)
USE TEMP B-TREE FOR ORDER BY`

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
      // PostgreSQL may sort the few blocks of a key that is seldom used; SQLite has bounded what is recent.
      expect(plan.replace(recent, '')).not.toMatch(/\bSCAN\b|Seq Scan|TEMP B-TREE/)
      expect(plan).toMatch(owner === null ? /blocks/ : /postings/)
      const found = await query(owner).execute()
      const lasts = found.map(block => block.last)
      expect(lasts).toEqual([...lasts].sort().reverse())
      expect(lasts).toHaveLength(4)
    },
  )
})

describe.each(['sqlite', 'postgres'] as const)('on %s, after many small shipments', kind => {
  const shipments = 200
  const ofEach = 100
  let database: TestDatabase

  beforeAll(async () => {
    database = await makeDatabase(kind)
    const clock = { now: () => start, monotonic: () => 0 }
    const sink = await openUsageSink(database.storage.usage.sink, clock, { retentionMonths: 1 })
    for (let shipment = 0; shipment < shipments; shipment++) {
      const last = lastOf(shipment)
      const blocks = [{ last, first: last, events: 1, body: Buffer.from('[]') }]
      const postings = Array.from({ length: ofEach }, (_, i) => ({ owner: `key_${i}`, last }))
      await sink.store([{ month, blocks, postings }], 'jnl_1', shipment + 1)
    }
    await sink.close()
  })
  afterAll(() => database.drop())

  const lastOf = (shipment: number) => firstIdAt('ver', start + shipment * 10)

  test('a key has each of its blocks once, the newest first, however long ago it was shipped', async () => {
    const found: string[] = []
    for (let after: string | null = null; ; after = found.at(-1) ?? null) {
      const { first, end } = idsOfMonth(month)
      const scan = { ids: { first, before: end }, owner: 'key_42', after, limit: 32 }
      const blocks = await selectBlocks(database.storage.usage.month(month), scan).execute()
      found.push(...blocks.map(block => block.last))
      if (blocks.length < 32) break
    }
    expect(found).toEqual(Array.from({ length: shipments }, (_, i) => lastOf(shipments - 1 - i)))
  })

  if (kind === 'sqlite')
    test('most are still as they came, and some are sorted, which are moved in slices', () => {
      const file = new Database(join(database.dataDirectory, 'usage', `${month}.db`), { readonly: true })
      const count = (table: string) => Number(file.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
      const [waiting, settled] = [count('recent_postings'), count('postings')]
      file.close()
      expect(waiting).toBeGreaterThan(11_000)
      expect(waiting).toBeLessThan(16_384)
      expect(settled).toBeGreaterThanOrEqual(4_096)
      expect(waiting + settled).toBe(shipments * ofEach)
    })

  test('a block that begins after the range is not among those of a page, and takes no place of one', async () => {
    const log = database.storage.usage.month(month)
    const { first } = idsOfMonth(month)
    const scan = { ids: { first, before: lastOf(20) }, owner: 'key_42', after: null, limit: 4 }
    const found = await selectBlocks(log, scan).execute()
    expect(found.map(block => block.last)).toEqual([19, 18, 17, 16].map(lastOf))
  })
})

test('a month of an older version is read, and gets what it lacks when it is written to', async () => {
  const database = await makeDatabase('sqlite')
  const clock = { now: () => start, monotonic: () => 0 }
  const target = database.storage.usage.sink
  const lasts = [1, 2].map(number => firstIdAt('ver', start + number))
  const ship = async (index: number): Promise<void> => {
    const last = lasts[index] ?? ''
    const sink = await openUsageSink(target, clock, { retentionMonths: 1 })
    const blocks = [{ last, first: last, events: 1, body: Buffer.from('[]') }]
    await sink.store([{ month, blocks, postings: [{ owner: 'key_1', last }] }], 'jnl_1', index + 1)
    await sink.close()
  }
  const found = async (): Promise<string[]> => {
    const { first, end } = idsOfMonth(month)
    const scan = { ids: { first, before: end }, owner: 'key_1', after: null, limit: 4 }
    const blocks = await selectBlocks(database.storage.usage.month(month), scan).execute()
    return blocks.map(block => block.last)
  }
  await ship(0)
  const older = new Database(join(database.dataDirectory, 'usage', `${month}.db`))
  older.exec('INSERT INTO postings SELECT owner, last FROM recent_postings; DROP TABLE recent_postings')
  older.close()
  expect(await found()).toEqual([lasts[0]])
  await ship(1)
  expect(await found()).toEqual([lasts[1], lasts[0]])
  await database.drop()
})
