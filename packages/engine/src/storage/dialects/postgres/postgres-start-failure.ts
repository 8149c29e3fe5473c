import { EngineError } from '../../../errors/engine-error.ts'
import { toPostgresFailure } from './postgres-failure.ts'

/** What a start says when the server does not let it in. Never the URL: it holds a password. */
export function toPostgresStartFailure(error: unknown): unknown {
  if (error instanceof EngineError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasonOf(code, toPostgresFailure(error))
  if (reason === null) return toPostgresFailure(error)
  const message = `${reason} Check KEYTURN_DATABASE_URL.`
  return new EngineError('storage_unavailable', message, { cause: error, retryAfterSeconds: 1 })
}

/** Class 28 is authentication, 3D000 an unknown database, 42501 a missing right. */
function reasonOf(code: string, failure: unknown): string | null {
  if (code.startsWith('28')) return 'The database server refuses the user or the password.'
  if (code === '3D000') return 'The database does not exist on its server.'
  if (code === '42501') return 'The user may not create or change tables in the database.'
  const isAway = failure instanceof EngineError && failure.code === 'storage_unavailable'
  return isAway || code === 'ENOTFOUND' || code === 'EAI_AGAIN'
    ? 'The database server cannot be reached.'
    : null
}
