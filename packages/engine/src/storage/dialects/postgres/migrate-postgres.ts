import pg from 'pg'
import {
  type AppliedMigration,
  type MigrationReport,
  pendingMigrations,
  readMigrations,
} from '../../migration.ts'
import { toPostgresStartFailure } from './postgres-start-failure.ts'

/** An arbitrary number that means "Keyturn migrates" to `pg_advisory_lock`. */
const migrationLock = 7_305_816_213

/** Brings the database up to date; several nodes may try at once, one does it, each step in a transaction. */
export async function migratePostgres(url: string): Promise<MigrationReport> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // What breaks the connection also fails the query in hand, and is told there.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
    return await applyPending(client)
  } catch (error) {
    throw toPostgresStartFailure(error)
  } finally {
    await client.end().catch(() => {})
  }
}

async function applyPending(client: pg.Client): Promise<MigrationReport> {
  const known = readMigrations(new URL('./migrations/', import.meta.url))
  await client.query(
    'CREATE TABLE IF NOT EXISTS migrations (name text COLLATE "C" PRIMARY KEY, checksum text NOT NULL, applied_at bigint NOT NULL)',
  )
  const { rows: applied } = await client.query<AppliedMigration>(
    'SELECT name, checksum FROM migrations ORDER BY name',
  )
  const pending = pendingMigrations(known, applied)
  for (const migration of pending) {
    await client.query('BEGIN')
    await client.query(migration.sql)
    await client.query('INSERT INTO migrations (name, checksum, applied_at) VALUES ($1, $2, $3)', [
      migration.name,
      migration.checksum,
      Date.now(),
    ])
    await client.query('COMMIT')
  }
  return { applied: pending.map(({ name }) => name), alreadyApplied: applied.map(({ name }) => name) }
}
