import type { JsonCursor } from './json-cursor.ts'

const comma = 0x2c

/** Reads an array of at most `lengthMax` items; null when one of them is null, or there are more. */
export function readArray<Item>(
  cursor: JsonCursor,
  readItem: (cursor: JsonCursor) => Item | null,
  lengthMax: number,
): Item[] | null {
  if (!cursor.takes(0x5b)) return null
  const items: Item[] = []
  if (cursor.takes(0x5d)) return items
  do {
    const item = readItem(cursor)
    if (item === null || items.length === lengthMax) return null
    items.push(item)
  } while (cursor.takes(comma))
  return cursor.takes(0x5d) ? items : null
}
