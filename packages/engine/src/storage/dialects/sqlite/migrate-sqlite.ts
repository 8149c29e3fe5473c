import type Database from 'better-sqlite3'
import {
  type AppliedMigration,
  type MigrationReport,
  pendingMigrations,
  readMigrations,
} from '../../migration.ts'

const lockWaitMs = 30_000

/** Brings the control database up to date; several processes may try at once, one does it. */
export function migrateSqlite(database: Database.Database): MigrationReport {
  const known = readMigrations(new URL('./migrations/', import.meta.url))
  database.pragma(`busy_timeout = ${lockWaitMs}`)
  try {
    const run = database.transaction(() => {
      database.exec(
        'CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
      )
      const applied = database
        .prepare<[], AppliedMigration>('SELECT name, checksum FROM migrations ORDER BY name')
        .all()
      const pending = pendingMigrations(known, applied)
      const record = database.prepare('INSERT INTO migrations (name, checksum, applied_at) VALUES (?, ?, ?)')
      for (const migration of pending) {
        database.exec(migration.sql)
        record.run(migration.name, migration.checksum, Date.now())
      }
      return { applied: pending.map(({ name }) => name), alreadyApplied: applied.map(({ name }) => name) }
    })
    return run.immediate()
  } finally {
    database.pragma('busy_timeout = 0')
  }
}
