import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabases } from '../testing/on-both-databases.ts'
import { openRawDatabase, type RawDatabase } from '../testing/raw-database.ts'
import { migrate } from './migrate.ts'
import { type Migration, pendingMigrations } from './migration.ts'

const known: Migration[] = ['0001-first', '0002-second', '0003-third'].map(name => ({
  name,
  sql: '',
  checksum: `of ${name}`,
}))
const applied = known.map(({ name, checksum }) => ({ name, checksum }))

describe('pendingMigrations', () => {
  test('are those that the database has not seen, in order', () => {
    expect(pendingMigrations(known, [])).toEqual(known)
    expect(pendingMigrations(known, applied.slice(0, 1))).toEqual(known.slice(1))
    expect(pendingMigrations(known, applied)).toEqual([])
  })

  test('a database of a newer version is refused, with its migration and the newest that is known', () => {
    const newer = [...applied, { name: '0004-fourth', checksum: 'x' }]
    expect(() => pendingMigrations(known, newer)).toThrow(
      expect.objectContaining({
        code: 'storage_unavailable',
        message: expect.stringMatching(/0004-fourth.*0003-third/),
      }),
    )
  })

  test('a migration whose text was changed after it was applied is refused by name', () => {
    const edited = [{ name: '0001-first', checksum: 'another' }]
    expect(() => pendingMigrations(known, edited)).toThrow(/0001-first/)
  })
})

const names = [
  '0001-first-light',
  '0002-people',
  '0003-notices',
  '0004-key-lists',
  '0005-timezones-of-people',
  '0006-requests',
  '0007-node-reports',
  '0008-portal-sessions',
]

describe.each(testDatabases)('on %s', database => {
  let raw: RawDatabase
  beforeEach(async () => {
    raw = await openRawDatabase(database)
  })
  afterEach(() => raw.drop())

  test('a second run has nothing to do', async () => {
    const first = await migrate(raw)
    expect(first).toEqual({ applied: names, alreadyApplied: [] })
    expect(await migrate(raw)).toEqual({ applied: [], alreadyApplied: first.applied })
  })

  test('of two processes that migrate at once one does it and the other finds it done', async () => {
    const reports = await Promise.all([migrateInProcess(raw), migrateInProcess(raw)])
    expect(reports.flatMap(report => report.applied)).toEqual(names)
    expect(reports.flatMap(report => report.alreadyApplied)).toEqual(names)
  })

  test('a process that starts while another one makes the files of the usage log waits for it', async () => {
    const usage = join(raw.dataDirectory, 'usage')
    await mkdir(usage)
    const begun = new Database(join(usage, 'activity.db'))
    begun.pragma('journal_mode = WAL')
    await expect(migrate(raw)).resolves.toMatchObject({ alreadyApplied: [] })
    begun.close()
  })

  test('a database of a newer version stops the start and is left as it is', async () => {
    await migrate(raw)
    await raw.run(`INSERT INTO migrations (name, checksum, applied_at) VALUES ('9999-later', 'x', 0)`)
    await expect(migrate(raw)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringMatching(new RegExp(`9999-later.*${names.at(-1)}`)),
    })
    expect(await raw.run('SELECT name FROM migrations ORDER BY name')).toHaveLength(names.length + 1)
  })

  test('an edited history stops the start', async () => {
    await migrate(raw)
    await raw.run(`UPDATE migrations SET checksum = 'edited'`)
    await expect(migrate(raw)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringContaining('0001-first-light'),
    })
  })
})

async function migrateInProcess(
  target: RawDatabase,
): Promise<{ applied: string[]; alreadyApplied: string[] }> {
  const { dataDirectory, databaseUrl } = target
  const module = JSON.stringify(new URL('./migrate.ts', import.meta.url).href)
  const options = JSON.stringify({ dataDirectory, databaseUrl })
  const program = `import { migrate } from ${module}; console.log(JSON.stringify(await migrate(${options})))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await once(child, 'close')
  return JSON.parse(output)
}
