import { invalidCursor } from '../storage/cursor.ts'
import type { KeyStatus } from './key.ts'

/** What a list of keys is sorted by; keys of the same value stand newest first. */
export type KeySort = 'created' | 'name' | 'lastUsed' | 'status'
export type SortOrder = 'asc' | 'desc'

export type KeySorting = { sort: KeySort; order: SortOrder }

/** The order that each begins with: what is new or in use first, names from A on, what works before what has ended. */
const usualOrders: Record<KeySort, SortOrder> = {
  created: 'desc',
  name: 'asc',
  lastUsed: 'desc',
  status: 'asc',
}

export function keySorting(input: { sort?: KeySort | undefined; order?: SortOrder | undefined }): KeySorting {
  const sort = input.sort ?? 'created'
  return { sort, order: input.order ?? usualOrders[sort] }
}

/** From what works to what has ended for good. */
export const statusRanks: Record<KeyStatus, number> = {
  active: 1,
  rotating: 2,
  expired: 3,
  disabled: 4,
  revoked: 5,
}

/** Names are sorted by so many characters, so that a cursor has room for one. */
export const sortedNameLength = 60

/** Where a page ended: its last key, and what the list is sorted by there; null where that is the id. */
export type KeyPosition = { id: string; value: string | number | null }

/** The position as a cursor holds it: the id, and behind a colon the value. */
export function writePosition({ id, value }: KeyPosition): string {
  if (value === null) return id
  return `${id}:${typeof value === 'number' ? value : Buffer.from(value, 'utf8').toString('base64url')}`
}

/** Reads it back. What somebody made up is another place in the same list, or refused. */
export function readPosition(text: string, sort: KeySort): KeyPosition {
  const [id = '', value] = text.split(':')
  if (sort === 'created') return { id, value: null }
  const read = value === undefined ? null : readValue(value, sort)
  if (read === null) throw invalidCursor()
  return { id, value: read }
}

function readValue(value: string, sort: KeySort): string | number | null {
  if (sort === 'name') {
    const name = Buffer.from(value, 'base64url').toString('utf8')
    // PostgreSQL has no text with a zero in it.
    return name.includes('\0') ? null : name
  }
  const number = Number(value)
  const isKnown = sort === 'lastUsed' || Object.values(statusRanks).includes(number)
  return Number.isSafeInteger(number) && isKnown ? number : null
}
