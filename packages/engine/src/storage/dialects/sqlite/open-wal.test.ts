import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWal } from './open-wal.ts'

let directory: string
let file: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keyturn-wal-'))
  file = join(directory, 'a.db')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('a file that another process is making is opened once that is done', async () => {
  const holder = holdFor(400)
  await once(holder.stdout, 'data')
  const database = openWal(file)
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  database.close()
  await once(holder, 'close')
})

test('a file that somebody keeps is given up', () => {
  const other = new Database(file)
  other.exec('CREATE TABLE t (a); BEGIN EXCLUSIVE')
  expect(() => openWal(file, { busyMs: 50 })).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }))
  other.close()
})

test('a file that the check refuses is left as it was', () => {
  const refuse = () => {
    throw new Error('not mine')
  }
  expect(() => openWal(file, { check: refuse })).toThrow('not mine')
  const database = new Database(file)
  expect(database.pragma('journal_mode', { simple: true })).toBe('delete')
  database.close()
})

/** A process between its first look at a new file and its switch to the log: SQLite lets nobody else switch. */
function holdFor(ms: number) {
  const program = `
    const database = new (require('better-sqlite3'))(${JSON.stringify(file)})
    database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1); BEGIN; SELECT * FROM t; INSERT INTO t VALUES (2)')
    console.log('held')
    setTimeout(() => database.exec('COMMIT'), ${ms})`
  return spawn(process.execPath, ['-e', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
