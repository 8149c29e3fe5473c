import Database from 'better-sqlite3'
import { isBusy } from './sqlite-failure.ts'

const pauseMs = 5

type Opening = {
  /** How long the opening, and each later statement, waits for other processes; milliseconds. */
  busyMs?: number
  /** Looks at the file before anything is written to it; what it throws ends the opening. */
  check?: (database: Database.Database) => void
}

/**
 * Opens a file with a write-ahead log. Two processes that make a new one switch it at once, and SQLite then answers one
 * of them at once instead of waiting, as each holds what the other needs (`sqlite3_busy_handler`, on deadlocks).
 *
 * @throws SqliteError SQLITE_BUSY after `busyMs`, by default ten seconds.
 */
export function openWal(path: string, { busyMs = 10_000, check }: Opening = {}): Database.Database {
  const database = new Database(path, { timeout: busyMs })
  const deadline = performance.now() + busyMs
  try {
    check?.(database)
    while (!switchToWal(database, deadline))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function switchToWal(database: Database.Database, deadline: number): boolean {
  try {
    database.pragma('journal_mode = WAL')
    return true
  } catch (error) {
    if (isBusy(error) && performance.now() < deadline) return false
    throw error
  }
}
