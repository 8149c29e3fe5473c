import { EngineError } from '../../../errors/engine-error.ts'
import { MissingReference, TransientFailure, UniqueViolation } from '../../storage-failure.ts'

/** Turns what the driver or the server says into what the engine speaks of; anything unknown stays a bug. */
export function toPostgresFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EngineError) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === '23505') return new UniqueViolation(ruleOf(error), error)
  if (code === '23503') return new MissingReference(textOf(error, 'table') || null, error)
  // Serialization failure, deadlock, lock not available.
  if (code === '40001' || code === '40P01' || code === '55P03') return new TransientFailure(error)
  if (code === '53100') {
    return new EngineError('storage_full', 'The database has no space left. Free space, then try again.', {
      cause: error,
    })
  }
  if (isUnavailable(code, error.message)) {
    return new EngineError(
      'storage_unavailable',
      'The database cannot be reached right now. Try again shortly.',
      {
        cause: error,
        retryAfterSeconds: 1,
      },
    )
  }
  return error
}

/** Connection trouble (class 08), server going or coming (57P), too many connections (53300), read-only (25006), time-outs. */
function isUnavailable(code: string, message: string): boolean {
  if (/^(08|57P)/.test(code) || ['25006', '53200', '53300', '57014', '58030'].includes(code)) return true
  if (/^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND)/.test(code)) return true
  return /connection terminated|timeout (exceeded|expired)|query read timeout|client has encountered a connection error|not queryable/i.test(
    message,
  )
}

const keyColumns = /\((\w+)/

/** The table and the first column, as on SQLite; the server names the columns first in any language. */
function ruleOf(error: Error): string {
  const table = textOf(error, 'table')
  const column = keyColumns.exec(textOf(error, 'detail'))?.[1]
  return table !== '' && column !== undefined ? `${table}_${column}` : textOf(error, 'constraint')
}

function textOf(error: Error, name: string): string {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}
