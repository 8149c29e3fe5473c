import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { EngineError } from '../errors/engine-error.ts'

/** One forward-only step of the schema. */
export type Migration = { name: string; sql: string; checksum: string }

export type AppliedMigration = { name: string; checksum: string }

export type MigrationReport = { applied: string[]; alreadyApplied: string[] }

/** The migrations of a dialect, in the order of their names. */
export function readMigrations(directory: URL): Migration[] {
  const names = readdirSync(directory).filter(name => name.endsWith('.sql'))
  return names.sort().map(name => {
    const sql = readFileSync(new URL(name, directory), 'utf8')
    return { name: name.slice(0, -4), sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

/** What is still to do; refuses a database that a newer version has changed, or whose history was edited. */
export function pendingMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const byName = new Map(known.map(migration => [migration.name, migration]))
  for (const { name, checksum } of applied) {
    const migration = byName.get(name)
    if (!migration) {
      const newest = known.at(-1)?.name
      throw refusal(
        `The database has migration ${name}, which this version does not know; its newest is ${newest}. Start a newer Keyturn.`,
      )
    }
    if (migration.checksum !== checksum) {
      throw refusal(`Migration ${name} of this version differs from the one that the database was made with.`)
    }
  }
  const done = new Set(applied.map(migration => migration.name))
  return known.filter(migration => !done.has(migration.name))
}

function refusal(message: string): EngineError {
  return new EngineError('storage_unavailable', message)
}
