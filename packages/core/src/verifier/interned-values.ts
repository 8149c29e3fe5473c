type Entry<Value> = { readonly form: string; readonly value: Value; references: number }

/** Values stored once per form and counted, so that a row names one with four bytes. */
export class InternedValues<Value> {
  readonly #indexes = new Map<string, number>()
  readonly #entries: (Entry<Value> | null)[] = []
  readonly #free: number[] = []
  readonly #bytesPerCharacter: number
  #formLength = 0

  /** `bytesPerCharacter`: what a value takes per character of its form, form included; for `bytes` only. */
  constructor(input: { bytesPerCharacter: number }) {
    this.#bytesPerCharacter = input.bytesPerCharacter
  }

  get size(): number {
    return this.#indexes.size
  }

  /** An estimate: an entry in the map and in the list, and the value. */
  get bytes(): number {
    return this.size * 160 + this.#formLength * this.#bytesPerCharacter
  }

  /** Counts one more user of the value with this form; `make` is called when there is none yet. */
  acquire(form: string, make: () => Value): number {
    const known = this.#indexes.get(form)
    if (known !== undefined) {
      this.#entries[known]!.references++
      return known
    }
    const entry = { form, value: make(), references: 1 }
    const index = this.#free.pop() ?? this.#entries.length
    this.#entries[index] = entry
    this.#indexes.set(form, index)
    this.#formLength += form.length
    return index
  }

  release(index: number): void {
    const entry = this.#entries[index]!
    entry.references--
    if (entry.references > 0) return
    this.#entries[index] = null
    this.#indexes.delete(entry.form)
    this.#formLength -= entry.form.length
    this.#free.push(index)
  }

  get(index: number): Value {
    return this.#entries[index]!.value
  }
}
