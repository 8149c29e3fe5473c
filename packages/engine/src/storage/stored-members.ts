export type StoredShape<T> = {
  isReadable: (value: unknown) => value is T
  /** What is shown in its place; never what is acted upon. */
  otherwise: T
}

/**
 * The JSON members of one row. One that other hands left in a form that nobody can read must not keep a list from
 * being shown: it is replaced in what is shown, and remembered by name.
 */
export class StoredMembers {
  readonly unreadable: string[] = []

  read<T>(member: string, text: string, shape: StoredShape<T>): T {
    const value = parse(text)
    if (shape.isReadable(value)) return value
    this.unreadable.push(member)
    return shape.otherwise
  }

  /** Null stays null. */
  readNullable<T>(member: string, text: string | null, shape: StoredShape<T>): T | null {
    return text === null ? null : this.read(member, text, shape)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isStoredObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isListOf<T>(isItem: (value: unknown) => value is T): (value: unknown) => value is T[] {
  return (value): value is T[] => Array.isArray(value) && value.every(item => isItem(item))
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}
