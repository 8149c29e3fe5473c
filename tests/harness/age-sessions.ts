import { join } from 'node:path'
import Database from 'better-sqlite3'

/** As if everybody had proven who they are an hour ago. */
export function ageSessions(dataDirectory: string): void {
  const database = new Database(join(dataDirectory, 'keyturn.db'), { timeout: 5_000 })
  try {
    database.prepare('UPDATE sessions SET authenticated_at = ?').run(Date.now() - 3_600_000)
  } finally {
    database.close()
  }
}
