import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * Who may read a journal to its end is decided by a lock that dies with its process, however that dies: SQLite's
 * exclusive lock on a database in the journal's directory. Nothing else may open that file: on POSIX, closing any
 * descriptor of it would drop the lock.
 */
export type JournalLock = { release(): void }

export const lockFile = 'lock.db'

/** Takes a journal that nobody holds; null while its writer or another reader of leftovers lives, or when it is gone. */
export function lockJournal(directory: string): JournalLock | null {
  let database: Database.Database | null = null
  try {
    database = new Database(join(directory, lockFile), { timeout: 0 })
    // Nothing is ever written, but a rollback journal on disk would outlive the process.
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    const code = error instanceof Database.SqliteError ? error.code : ''
    const isGone = error instanceof TypeError && error.message.includes('directory does not exist')
    if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_CANTOPEN' || isGone) return null
    throw error
  }
  const held = database
  return { release: () => held.close() }
}
