import Database from 'better-sqlite3'
import { EngineError } from '../../../errors/engine-error.ts'
import { MissingReference, TransientFailure, UniqueViolation } from '../../storage-failure.ts'

const uniqueMessage = /constraint failed: (\w+)\.(\w+)/

/** Turns what SQLite throws into what the engine speaks of; anything unknown stays a bug. */
export function toSqliteFailure(error: unknown): unknown {
  const code = sqliteCode(error)
  if (code === null) return error
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    const match = uniqueMessage.exec(String(error))
    return new UniqueViolation(match ? `${match[1]}_${match[2]}` : 'unknown', error)
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return new MissingReference(null, error)
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') return new TransientFailure(error)
  if (code === 'SQLITE_FULL') {
    return new EngineError('storage_full', 'The disk is full. Free space, then try again.', { cause: error })
  }
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL)/.test(code)) {
    return new EngineError(
      'storage_unavailable',
      'The database cannot be used right now. Try again shortly.',
      {
        cause: error,
        retryAfterSeconds: 1,
      },
    )
  }
  return error
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') ?? false
}

/** Also for errors that crossed a thread, which lose their class but keep their code. */
function sqliteCode(error: unknown): string | null {
  if (error instanceof Database.SqliteError) return error.code
  if (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('SQLITE_')
  )
    return error.code
  return null
}
