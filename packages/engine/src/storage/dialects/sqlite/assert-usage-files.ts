import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { EngineError } from '../../../errors/engine-error.ts'
import { isDamage } from './sqlite-start-failure.ts'

const monthFile = /^\d{4}-\d{2}\.db$/
const activityFile = 'activity.db'

const ownTables = {
  month: ['blocks', 'postings', 'outcomes', 'shipped'],
  activity: ['journals', 'sources', 'hours', 'days'],
}

/**
 * Refuses a usage log with a file in it that is not one of Keyturn's: shipping to it would fail for ever, and a node is
 * ready only when what a dead process left is shipped. A file's tables appear at once, so that one without any is no
 * new one; only `activity.db` is, before there is a month, as another process may be about to make its tables.
 */
export function assertUsageFiles(directory: string): void {
  const months = monthsIn(directory)
  for (const name of months) assertTables(directory, name, ownTables.month)
  const isNew = months.length === 0 && readTables(directory, activityFile).length === 0
  if (!isNew) assertTables(directory, activityFile, ownTables.activity)
}

/**
 * What to say where shipping has met damage that no start looks for: reading all of a usage log would take minutes. Null
 * for a failure that may pass.
 */
export function findUsageDamage(directory: string, error: unknown): string | null {
  if (!isDamage(error)) return null
  const found = [activityFile, ...monthsIn(directory).toReversed()].find(name => !isSound(directory, name))
  return adviceOn(found === undefined ? 'A file in the folder usage' : `The file usage/${found}`)
}

function isSound(directory: string, name: string): boolean {
  try {
    const database = new Database(join(directory, name), { readonly: true })
    try {
      return database.pragma('quick_check(1)', { simple: true }) === 'ok'
    } finally {
      database.close()
    }
  } catch {
    return false
  }
}

function monthsIn(directory: string): string[] {
  return readdirSync(directory).filter(name => monthFile.test(name))
}

function assertTables(directory: string, name: string, expected: readonly string[]): void {
  const tables = readTables(directory, name)
  if (expected.some(table => !tables.includes(table))) throw damaged(name, null)
}

function readTables(directory: string, name: string): string[] {
  try {
    const database = new Database(join(directory, name), { timeout: 10_000 })
    try {
      return database.prepare<[], string>('SELECT name FROM sqlite_schema').pluck().all()
    } finally {
      database.close()
    }
  } catch (error) {
    throw damaged(name, error)
  }
}

function damaged(name: string, cause: unknown): EngineError {
  return new EngineError('storage_unavailable', adviceOn(`The file usage/${name}`), { cause })
}

function adviceOn(file: string): string {
  return `${file} of the data directory is empty, damaged, or not one of Keyturn. Check KEYTURN_DATA, restore the file from a backup, or move it away to go on without what was in it.`
}
