import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../testing/fresh-postgres.ts'
import { openStorage } from '../../open-storage.ts'
import type { Storage } from '../../storage.ts'
import { DirectConnection } from './direct-connection.ts'

let storage: Storage
let direct: DirectConnection
let remove: () => Promise<void>

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'keyturn-sessions-'))
  const { url, drop } = await freshPostgres()
  storage = (await openStorage({ dataDirectory: directory, databaseUrl: url })).storage
  direct = new DirectConnection(url)
  remove = async () => {
    await direct.close()
    await storage.close()
    await drop()
    await rm(directory, { recursive: true })
  }
})

afterAll(() => remove())

async function readSetting(name: string) {
  const setting = sql<{ value: string }>`select current_setting(${name}) as value`
  const answers = {
    lookups: await setting.execute(storage.lookups),
    transaction: await storage.transaction(tx => setting.execute(tx)),
    leases: await direct.query<{ value: string }>('select current_setting($1) as value', [name]),
    reader: await setting.execute(storage.reader),
  }
  return Object.fromEntries(Object.entries(answers).map(([session, { rows }]) => [session, rows[0]?.value]))
}

test.each([
  ['compiles plans', 'jit'],
  ['reads a table from end to end where there is an index', 'enable_seqscan'],
  ['collects rows out of their order', 'enable_bitmapscan'],
  ['joins tables whole, by hashes', 'enable_hashjoin'],
  ['joins tables whole, by merging', 'enable_mergejoin'],
])('no session %s', async (_, setting) => {
  expect(await readSetting(setting)).toEqual({
    lookups: 'off',
    transaction: 'off',
    leases: 'off',
    reader: 'off',
  })
})

test('one that looks beside each of many rows may merge, and leaves its session as it was', async () => {
  const setting = sql<{ value: string }>`select current_setting('enable_mergejoin') as value`
  const query = { compile: () => setting.compile(storage.reader) }
  for (const times of Array.from({ length: 9 }).keys())
    expect([times, await storage.readJoined(query)]).toEqual([times, [{ value: 'on' }]])
  const after = await Promise.all(Array.from({ length: 8 }, () => setting.execute(storage.reader)))
  expect(new Set(after.map(({ rows }) => rows[0]?.value))).toEqual(new Set(['off']))
  const failing = { compile: () => sql<object>`select 1 / 0`.compile(storage.reader) }
  await expect(storage.readJoined(failing)).rejects.toThrow()
  expect(await storage.readJoined(query)).toEqual([{ value: 'on' }])
})
