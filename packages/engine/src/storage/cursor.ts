import { createHash } from 'node:crypto'
import { EngineError } from '../errors/engine-error.ts'

/** What a list is of; a cursor of one list is no cursor of another. */
export type CursorKind =
  | 'apis'
  | 'organizations'
  | 'members'
  | 'invitations'
  | 'keys'
  | 'usage'
  | 'summary'
  | 'audit'
  | 'resets'
  | 'access'

/** What a list was asked for besides its page; pages of one list are of one filter. */
export type CursorFilter = { readonly [member: string]: unknown }

/**
 * Where a page ended: opaque to callers, base64url of the kind, the last id (and in sorted lists the last value) and a
 * check on them and on the filter. The check finds mistakes, not attacks: a forged cursor points at another place in the same list, within the same reach.
 */
export function encodeCursor(kind: CursorKind, lastId: string, filter: CursorFilter = {}): string {
  return Buffer.from(`${kind}:${checkOf(kind, lastId, filter)}:${lastId}`, 'utf8').toString('base64url')
}

const shape = /^[A-Za-z0-9_-]{4,700}$/
const parts = /^([a-z]{1,20}):([0-9a-f]{12}):([A-Za-z0-9_:-]{1,400})$/

/** Reads a cursor back; refuses whatever `encodeCursor` did not make for this list and filter. */
export function decodeCursor(kind: CursorKind, cursor: string, filter: CursorFilter = {}): string {
  const text = shape.test(cursor) ? Buffer.from(cursor, 'base64url').toString('utf8') : ''
  const lastId = parts.exec(text)?.[3] ?? ''
  if (lastId === '' || encodeCursor(kind, lastId, filter) !== cursor) throw invalidCursor()
  return lastId
}

export function invalidCursor(): EngineError {
  return new EngineError(
    'invalid_cursor',
    'This cursor is not one that this list gave out for these filters. Start again without it.',
  )
}

function checkOf(kind: CursorKind, lastId: string, filter: CursorFilter): string {
  const asked = Object.entries(filter)
    .filter(([member, value]) => value !== undefined && member !== 'limit' && member !== 'cursor')
    .sort(([left], [right]) => (left < right ? -1 : 1))
  const text = JSON.stringify([kind, lastId, asked])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
