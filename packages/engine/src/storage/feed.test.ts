import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabases } from '../testing/on-both-databases.ts'
import { openRawDatabase, type RawDatabase } from '../testing/raw-database.ts'
import { isVisibleIn } from './dialects/postgres/snapshot.ts'
import { pruneFeed } from './feed-queries.ts'
import { ensureInstallation } from './installation-queries.ts'
import { openStorage } from './open-storage.ts'
import type { Change, FeedReader, Storage } from './storage.ts'

const key = (id: string): Change => ({ kind: 'key', id })
const now = Date.UTC(2026, 10, 20)

describe.each(testDatabases)('on %s', database => {
  let raw: RawDatabase
  let storage: Storage
  let reader: FeedReader
  beforeAll(async () => {
    raw = await openRawDatabase(database)
    storage = (await openStorage(raw)).storage
    await storage.transaction(tx => ensureInstallation(tx, now))
  })
  afterAll(async () => {
    await storage.close()
    await raw.drop()
  })
  beforeEach(async () => {
    reader = await storage.feed.open()
  })

  const append = (changes: Change[], at = now) =>
    storage.transaction(tx => storage.feed.append(tx, changes, at))
  const readIds = async () => (await reader.read()).entries.map(({ id }) => id)

  test('a reader gets each entry that was committed after it opened once, and its position covers it then', async () => {
    const before = await append([key('before')])
    reader = await storage.feed.open()
    expect(storage.feed.covers(reader.position, before)).toBe(true)
    const mark = await append([key('a'), { kind: 'api', id: 'b' }])
    expect(storage.feed.covers(reader.position, mark)).toBe(false)
    const read = await reader.read()
    expect(read).toMatchObject({ entries: [key('a'), { kind: 'api', id: 'b' }], continuous: true })
    expect(storage.feed.covers(read.position, mark)).toBe(true)
    expect(await readIds()).toEqual([])
    await append([key('c')])
    expect(await readIds()).toEqual(['c'])
  })

  test('a reader that opens while an older transaction runs gets nothing from before', async () => {
    await storage.transaction(async tx => {
      if (storage.kind === 'postgres') await storage.feed.append(tx, [key('underway')], now)
      const other = storage.kind === 'postgres' ? await append([key('committed')]) : null
      reader = await storage.feed.open()
      if (other !== null) expect(storage.feed.covers(reader.position, other)).toBe(true)
      expect(await readIds()).toEqual([])
    })
    expect(await readIds()).toEqual(storage.kind === 'postgres' ? ['underway'] : [])
  })

  test('what was rolled back is never read', async () => {
    const failing = storage.transaction(async tx => {
      await storage.feed.append(tx, [key('never')], now)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await append([key('kept')])
    expect(await readIds()).toEqual(['kept'])
  })

  test('entries pruned past a reader make it load everything again; one that is level goes on', async () => {
    await append([key('seen')], now)
    await reader.read()
    const behind = await storage.feed.open()
    for (const id of ['x', 'y', 'z']) await append([key(id)], now + 1)
    await reader.read()
    await storage.transaction(tx => pruneFeed(tx, now + 10))
    expect(await behind.read()).toMatchObject({ continuous: false, entries: [] })
    expect(await reader.read()).toMatchObject({ continuous: true })
    await behind.reopen()
    expect(await behind.read()).toMatchObject({ continuous: true, entries: [] })
    await append([key('next')])
    expect((await behind.read()).entries).toEqual([key('next')])
  })

  test('a database restored to an earlier state is noticed, by its feed id or by the entry that is gone', async () => {
    await append([key('lost')])
    await reader.read()
    await raw.run(`DELETE FROM changes WHERE id = 'lost'`)
    expect(await reader.read()).toMatchObject({ continuous: false })
    await reader.reopen()
    expect(await reader.read()).toMatchObject({ continuous: true })
    await raw.run(`UPDATE installation SET feed_id = feed_id || '2'`)
    expect(await reader.read()).toMatchObject({ continuous: false, entries: [] })
    await reader.reopen()
    expect(await reader.read()).toMatchObject({ continuous: true })
  })

  test('the registry knows who is there, and strikes nobody who confirmed since the look', async () => {
    const { registry } = storage
    const node = { id: 'node_b', confirmed: 'p0', leaseMs: 1_000, version: '1', at: 5 }
    expect(await registry.confirm('node_b', 'p1', 6)).toBe(false)
    await registry.register(node)
    await registry.register({ ...node, id: 'node_a', leaseMs: 2_000 })
    expect((await registry.list()).map(({ id, leaseMs }) => [id, leaseMs])).toEqual([
      ['node_a', 2_000],
      ['node_b', 1_000],
    ])
    const [, seen] = await registry.list()
    expect(await registry.confirm('node_b', 'p1', 7)).toBe(true)
    expect(await registry.strike(seen!)).toBe(false)
    const [, present] = await registry.list()
    expect(present).toEqual({ id: 'node_b', confirmed: 'p1', leaseMs: 1_000, version: '1', renewedAt: 7 })
    expect(await registry.strike(present!)).toBe(true)
    expect(await registry.confirm('node_b', 'p2', 8)).toBe(false)
    await registry.deregister('node_a')
    expect(await registry.list()).toEqual([])
  })

  if (database === 'postgres') {
    test('transactions that commit out of order are all read, each once', async () => {
      const clients = [new pg.Client(raw.databaseUrl!), new pg.Client(raw.databaseUrl!)]
      await Promise.all(clients.map(client => client.connect()))
      const [early, late] = clients as [pg.Client, pg.Client]
      const insert = (id: string) => `INSERT INTO changes (kind, id, at) VALUES ('key', '${id}', ${now})`
      await early.query('BEGIN')
      await early.query(insert('early'))
      const { rows } = await early.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid')
      await late.query(insert('late'))
      expect(await readIds()).toEqual(['late'])
      expect(storage.feed.covers(reader.position, rows[0]!.xid)).toBe(false)
      expect(await readIds()).toEqual([])
      await late.query(insert('later'))
      expect(await readIds()).toEqual(['later'])
      await early.query('COMMIT')
      expect(await readIds()).toEqual(['early'])
      expect(storage.feed.covers(reader.position, rows[0]!.xid)).toBe(true)
      expect(await readIds()).toEqual([])
      await Promise.all(clients.map(client => client.end()))
    })

    test('a sequence number that was given back does not hide what came after it', async () => {
      const client = new pg.Client(raw.databaseUrl!)
      await client.connect()
      await client.query('BEGIN')
      await client.query(`INSERT INTO changes (kind, id, at) VALUES ('key', 'given back', ${now})`)
      await append([key('after')])
      expect(await readIds()).toEqual(['after'])
      await client.query('ROLLBACK')
      await append([key('again')])
      expect(await readIds()).toEqual(['again'])
      await client.end()
    })
  }
})

test.each([
  ['10:20:12,15', '9', true],
  ['10:20:12,15', '11', true],
  ['10:20:12,15', '12', false],
  ['10:20:12,15', '15', false],
  ['10:20:12,15', '19', true],
  ['10:20:12,15', '20', false],
  ['10:10:', '9', true],
  ['10:10:', '10', false],
  ['0:0:', '1', false],
  ['9007199254740993:9007199254740995:9007199254740993', '9007199254740993', false],
  ['9007199254740993:9007199254740995:9007199254740993', '9007199254740992', true],
])('snapshot %s sees transaction %s: %s', (snapshot, xid, visible) => {
  expect(isVisibleIn(snapshot, xid)).toBe(visible)
})
