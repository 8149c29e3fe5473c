import { type CursorFilter, type CursorKind, encodeCursor } from '../storage/cursor.ts'
import type { Page } from './read-context.ts'

/**
 * A page from `limit + 1` rows: the one too many says that there is more. `filter` is what its cursor is good for,
 * `position` what it says of the last row, which is the id where that decides the order.
 */
export function toPage<Row extends { id: string }, View>(
  kind: CursorKind,
  rows: readonly Row[],
  input: {
    limit: number
    filter: CursorFilter
    view: (row: Row) => View
    position?: (row: Row) => string
  },
): Page<View> {
  const shown = rows.slice(0, input.limit)
  const last = shown.at(-1)
  const position = input.position ?? (({ id }) => id)
  const nextCursor =
    rows.length > input.limit && last ? encodeCursor(kind, position(last), input.filter) : null
  return { data: shown.map(input.view), nextCursor }
}
