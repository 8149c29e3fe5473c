/** Stored JSON, or `otherwise` where it cannot be read: one row written by other hands must not keep a list from being shown. */
export function readJson<T>(text: string, otherwise: T): T {
  try {
    return JSON.parse(text)
  } catch {
    return otherwise
  }
}

/** A stored list, or `otherwise` where there is none to be read; the JSON text null is no list. */
export function readList<Item>(text: string, otherwise: Item[]): Item[] {
  const value = readJson<Item[] | null>(text, null)
  return Array.isArray(value) ? value : otherwise
}

/**
 * A list whose absence means that nothing is restricted. SQL NULL alone is absence: text that is no list, JSON's null
 * included, allows nothing.
 */
export function readRestriction<Item>(text: string | null): Item[] | null {
  return text === null ? null : readList(text, [])
}
