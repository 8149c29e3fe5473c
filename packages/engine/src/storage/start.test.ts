import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EngineOptions, openEngine } from '../engine.ts'
import { freshPostgres } from '../testing/fresh-postgres.ts'
import { testDatabases } from '../testing/on-both-databases.ts'
import { openRawDatabase, type RawDatabase } from '../testing/raw-database.ts'
import { createUsageMonth } from './dialects/sqlite/usage-month.ts'
import { openStorage } from './open-storage.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const start = (options: Pick<EngineOptions, 'dataDirectory' | 'databaseUrl'>) =>
  openEngine({ ...options, version: '0.0.0-test', log })

const names = (setting: string) => ({
  code: 'storage_unavailable',
  message: expect.stringContaining(setting),
})

describe.each(testDatabases)('on %s', database => {
  let raw: RawDatabase
  beforeEach(async () => {
    raw = await openRawDatabase(database)
  })
  afterEach(() => raw.drop())

  test('a directory of another installation is refused, and its own is not', async () => {
    await (await start(raw)).close()
    await (await start(raw)).close()
    const other = await openRawDatabase(database)
    await (await start(other)).close()
    const marker = join(other.dataDirectory, 'installation')
    writeFileSync(marker, 'inst_another\n')
    await expect(start(other)).rejects.toMatchObject(names('KEYTURN_DATA'))
    await other.drop()
  })

  test.each([
    ['its name', 'installation'],
    ['a month of its log', 'usage/2026-11.db'],
    ['a journal', 'journals/jnl_x/0.jnl'],
  ])('an empty database beside %s is not taken for a new installation', async (_, trace) => {
    mkdirSync(join(raw.dataDirectory, trace, '..'), { recursive: true })
    writeFileSync(join(raw.dataDirectory, trace), 'inst_x\n')
    await expect(start(raw)).rejects.toMatchObject(names('KEYTURN_DATA'))
  })

  test('nobody else may read what is in the directory, also if it was there with loose rights', async () => {
    const usage = join(raw.dataDirectory, 'usage')
    mkdirSync(usage)
    for (const file of [join(raw.dataDirectory, 'registry.db'), join(usage, 'activity.db')]) {
      writeFileSync(file, '')
      chmodSync(file, 0o644)
    }
    for (const directory of [raw.dataDirectory, usage]) chmodSync(directory, 0o755)
    const engine = await start(raw)
    expect(statSync(raw.dataDirectory).mode & 0o777).toBe(0o700)
    for (const entry of readdirSync(raw.dataDirectory, { withFileTypes: true })) {
      const { mode } = statSync(join(raw.dataDirectory, entry.name))
      expect([entry.name, mode & 0o077]).toEqual([entry.name, 0])
    }
    for (const name of readdirSync(usage))
      expect([name, statSync(join(usage, name)).mode & 0o077]).toEqual([name, 0])
    await engine.close()
  })
})

function foreignDatabase(directory: string): Buffer {
  const file = join(directory, 'foreign.db')
  const foreign = new Database(file)
  foreign.exec('CREATE TABLE photos (id INTEGER)')
  foreign.close()
  return readFileSync(file)
}

describe('a start says which setting to look at', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'keyturn-start-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  test.each(['/proc/keyturn', '/proc/keyturn/deep', '/dev/null', '/dev/null/below'])(
    'when the data directory is %s',
    async dataDirectory => {
      await expect(openStorage({ dataDirectory, databaseUrl: null })).rejects.toMatchObject(
        names('KEYTURN_DATA'),
      )
    },
  )

  test('when the database file is damaged or holds something else, which is left as it is', async () => {
    const file = join(directory, 'keyturn.db')
    const options = { dataDirectory: directory, databaseUrl: null }
    writeFileSync(file, 'not a database at all, but long enough to have a header'.repeat(100))
    await expect(openStorage(options)).rejects.toMatchObject(names('KEYTURN_DATA'))
    rmSync(file)
    const foreign = new Database(file)
    foreign.exec('CREATE TABLE migrations (id INTEGER); CREATE TABLE photos (id INTEGER)')
    foreign.close()
    await expect(openStorage(options)).rejects.toMatchObject(names('KEYTURN_DATA'))
    const seen = new Database(file)
    expect(seen.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all()).toEqual([
      'migrations',
      'photos',
    ])
    seen.close()
  })

  test('when the registry of nodes is damaged, and that it may be deleted', async () => {
    const options = { dataDirectory: directory, databaseUrl: null }
    await (await openStorage(options)).storage.close()
    const registry = join(directory, 'registry.db')
    writeFileSync(registry, 'no database '.repeat(500))
    await expect(openStorage(options)).rejects.toMatchObject(names('delete registry.db'))
    rmSync(registry)
    await (await openStorage(options)).storage.close()
  })

  test.each([
    ['a month is empty', '2026-10.db', () => Buffer.alloc(0)],
    ['a month is something else', '2026-10.db', () => Buffer.from('no database '.repeat(500))],
    ['a month is a database of somebody else', '2026-10.db', foreignDatabase],
    ['the sums are empty, though there are months', 'activity.db', () => Buffer.alloc(0)],
    ['the sums are a database of somebody else', 'activity.db', foreignDatabase],
  ])('when in the usage log %s, and names the file', async (_, name, content) => {
    const options = { dataDirectory: directory, databaseUrl: null }
    const { storage } = await openStorage(options)
    const target = storage.usage.sink
    if (target.kind !== 'sqlite') throw new Error('not SQLite')
    createUsageMonth(target.directory, join(target.directory, '2026-11.db'))
    await storage.close()
    await (await openStorage(options)).storage.close()
    for (const end of ['-wal', '-shm']) rmSync(join(target.directory, `${name}${end}`), { force: true })
    writeFileSync(join(target.directory, name), content(directory))
    await expect(openStorage(options)).rejects.toMatchObject(names(`usage/${name}`))
  })

  test('when the database server is away, or knows neither the user nor the database', async () => {
    const { url, drop } = await freshPostgres()
    const urls = ['port', 'username', 'pathname'].map(part => {
      const changed = new URL(url)
      if (part === 'port') changed.port = '1'
      else if (part === 'username') changed.username = 'nobody_of_that_name'
      else changed.pathname = '/no_database_of_that_name'
      return changed.href
    })
    for (const databaseUrl of urls) {
      const refusal = openStorage({ dataDirectory: directory, databaseUrl })
      await expect(refusal).rejects.toMatchObject(names('KEYTURN_DATABASE_URL'))
      await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining('//') })
    }
    await drop()
  })
})
