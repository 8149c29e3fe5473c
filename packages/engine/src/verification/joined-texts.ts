/**
 * Columns that come out of the database as one text. What stands between them is in no JSON and in no id; where somebody
 * stored it nevertheless there are too many parts, and nothing is taken for another column.
 */
export const unitSeparator = '\u001f'

/** The parts; null where there are not so many. */
export function partsOf(text: string, count: number): string[] | null {
  const parts = text.split(unitSeparator)
  return parts.length === count ? parts : null
}

/** How many different texts are remembered before all are forgotten, and how long one may be. */
const rememberedMax = 4_096
const rememberedLengthMax = 1_024

/** What was read from texts: many keys have the same. */
export class RememberedTexts<Value> {
  readonly #values = new Map<string, Value>()
  readonly #read: (text: string) => Value

  constructor(read: (text: string) => Value) {
    this.#read = read
  }

  of(text: string): Value {
    const known = this.#values.get(text)
    if (known !== undefined) return known
    if (this.#values.size >= rememberedMax) this.#values.clear()
    const value = this.#read(text)
    if (text.length <= rememberedLengthMax) this.#values.set(text, value)
    return value
  }
}
