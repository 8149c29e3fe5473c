import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** A token as the link in a terminal has it, for a server whose output is a pipe: its digest is written to the database. */
export function setupToken(dataDirectory: string): string {
  const token = randomBytes(32).toString('base64url')
  const database = new Database(join(dataDirectory, 'keyturn.db'), { timeout: 5_000 })
  try {
    const now = Date.now()
    database
      .prepare(
        `INSERT INTO one_time_tokens (id, purpose, digest, expires_at, created_at) VALUES ('ott_test', 'setup', ?, ?, ?)`,
      )
      .run(createHash('sha256').update(token).digest(), now + 3_600_000, now)
  } finally {
    database.close()
  }
  return token
}
