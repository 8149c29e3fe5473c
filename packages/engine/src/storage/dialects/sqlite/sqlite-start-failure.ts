import Database from 'better-sqlite3'
import { EngineError } from '../../../errors/engine-error.ts'
import { unusable } from '../../data-directory.ts'
import { UniqueViolation } from '../../storage-failure.ts'

/** Refuses a database that somebody else made, before a table is added to it. */
export function assertOwnTables(database: Database.Database): void {
  const tables = database
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all()
  if (tables.length === 0 || (tables.includes('installation') && tables.includes('migrations'))) return
  throw foreign(null)
}

/** What a start says when the files of the embedded database cannot be used; `control` is the path of `keyturn.db`. */
export function toSqliteStartFailure(error: unknown, control: string): unknown {
  // Who refuses for good has said why; one that invites to try again was meant for a call.
  if (error instanceof EngineError && error.retryAfterSeconds === undefined) return error
  // What an index denies and its table has is damage too.
  const found = isDamage(error) || error instanceof UniqueViolation ? findDamage(control) : null
  if (isDamage(error) || found !== null) return foreign(error, found)
  if (error instanceof EngineError) return error
  return error instanceof Database.SqliteError || /^E[A-Z]+$/.test(codeWithin(error))
    ? unusable(error)
    : error
}

export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|SCHEMA)/.test(codeWithin(error))
}

/** Not thrown away by itself: where another process goes on with the old file, each would believe that it is alone. */
export function damagedRegistry(cause: unknown): EngineError {
  return new EngineError(
    'storage_unavailable',
    'The file registry.db in the data directory (KEYTURN_DATA) is damaged, or is not one of Keyturn. It says only which processes run: stop all that use this directory, delete registry.db, and start again.',
    { cause },
  )
}

function codeWithin(error: unknown): string {
  return codeOf(error) ?? codeOf(error instanceof Error ? error.cause : null) ?? ''
}

function codeOf(error: unknown): string | null {
  if (error instanceof EngineError) return null
  return error instanceof Error && 'code' in error ? String(error.code) : null
}

/** Where the first damage is, as SQLite puts it; null when none can be found. */
function findDamage(file: string): string | null {
  try {
    const database = new Database(file, { readonly: true })
    const [finding] = database.prepare<[], string>('PRAGMA quick_check(1)').pluck().all()
    database.close()
    const page = /\bpage (\d+)/i.exec(finding ?? '')?.[1]
    if (page !== undefined) return `keyturn.db, page ${page}`
    return finding === 'ok' ? null : 'keyturn.db'
  } catch {
    return null
  }
}

function foreign(cause: unknown, found: string | null = null): EngineError {
  const where = found === null ? '' : ` (${found})`
  return new EngineError(
    'storage_unavailable',
    `A database file in the data directory is damaged, or is not one of Keyturn${where}. Restore it from a backup, or name another directory in KEYTURN_DATA.`,
    { cause },
  )
}
