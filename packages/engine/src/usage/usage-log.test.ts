import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../ids/new-id.ts'
import { collectingLogger, sampleEvent } from './testing/sample-events.ts'
import { storedEvents } from './testing/stored-events.ts'
import { makeDatabase, type TestDatabase } from './testing/usage-databases.ts'
import { openUsageLog, type UsageLog } from './usage-log.ts'

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase
  let directory: string

  beforeAll(async () => {
    database = await makeDatabase(kind)
    directory = join(database.dataDirectory, 'journals')
  })
  afterAll(() => database.drop())

  function open(): Promise<UsageLog> {
    return openUsageLog({
      directory,
      journalId: newId('jnl', Date.now()),
      durability: 'process-crash',
      sink: database.storage.usage.sink,
      log: collectingLogger(),
    })
  }

  async function storedIds(keyId: string): Promise<string[]> {
    const events = await storedEvents(database.storage)
    const ids = events.filter(event => event.key_id === keyId).map(event => event.id)
    return ids.sort()
  }

  test('what was appended is in the log once flush has answered', async () => {
    const log = await open()
    const events = Array.from({ length: 5_000 }, () => sampleEvent({ keyId: 'key_flush' }))
    await Promise.all(events.map(event => log.journal.append(event)))
    await log.flush()
    expect(await storedIds('key_flush')).toEqual(events.map(event => event.id).sort())
    expect(log.stats()).toMatchObject({ backlogBytes: 0, problem: null })
    await log.close()
  })

  test('nobody else may read what is made while running', async () => {
    const before = process.umask(0o022)
    const log = await open()
    await log.journal.append(sampleEvent())
    await log.flush()
    for (const entry of readdirSync(database.dataDirectory, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      expect([path, statSync(path).mode & 0o077]).toEqual([path, 0])
    }
    process.umask(before)
    await log.close()
  })

  test('an orderly stop ships everything and leaves no journal', async () => {
    const log = await open()
    const event = sampleEvent({ keyId: 'key_stop' })
    await log.journal.append(event)
    await log.close()
    expect(await storedIds('key_stop')).toEqual([event.id])
    expect(readdirSync(directory)).toEqual([])
  })

  test('every event that a killed process acknowledged is in the log once leftovers are shipped', async () => {
    const acknowledged = await appendUntilKilled(directory)
    expect(acknowledged.length).toBeGreaterThan(20)
    expect(readdirSync(directory)).toHaveLength(1)
    const log = await open()
    await log.shipLeftovers()
    expect(await storedIds('key_child')).toEqual(expect.arrayContaining(acknowledged))
    await log.close()
    expect(readdirSync(directory)).toEqual([])
  })

  test('two processes ship at once into the same log', async () => {
    const [one, two] = await Promise.all([open(), open()])
    const events = Array.from({ length: 400 }, () => sampleEvent({ keyId: 'key_shared' }))
    for (const [index, event] of events.entries()) await (index % 2 ? one : two).journal.append(event)
    await Promise.all([one.flush(), two.flush()])
    expect(await storedIds('key_shared')).toHaveLength(400)
    await Promise.all([one.close(), two.close()])
  })
})

test('a lost connection is taken up again, and nothing is missing or doubled', async () => {
  const database = await makeDatabase('postgres')
  const target = database.storage.usage.sink
  if (target.kind !== 'postgres') throw new Error('not PostgreSQL')
  const log = await openUsageLog({
    directory: join(database.dataDirectory, 'journals'),
    journalId: newId('jnl', Date.now()),
    durability: 'process-crash',
    sink: target,
    log: collectingLogger(),
  })
  const admin = new Client({ connectionString: target.url })
  await admin.connect()
  for (let i = 0; i < 5; i++) {
    const last = Array.from({ length: 100 }, () => log.journal.append(sampleEvent())).at(-1)
    await last
    if (i % 2) await log.flush()
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'keyturn usage' and datname = current_database()",
    )
  }
  await log.flush()
  expect(await storedEvents(database.storage)).toHaveLength(500)
  await admin.end()
  await log.close()
  await database.drop()
})

/** Runs a process that appends and says what was acknowledged, and kills it in the middle of that. */
async function appendUntilKilled(directory: string): Promise<string[]> {
  const entry = fileURLToPath(new URL('./testing/append-forever.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [entry, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  if (child.stdout === null) throw new Error('the child has no output')
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line)
    if (acknowledged.length === 200) child.kill('SIGKILL')
  }
  // The last line may be torn.
  return acknowledged.filter(id => id.length === 30)
}
