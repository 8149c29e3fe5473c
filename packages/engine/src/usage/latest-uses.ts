import type { LastUses } from '../storage/usage-sink.ts'
import { type TextTable, textsMax } from './text-table.ts'

/** When ids were last used: by the numbers of their texts while these hold, then by the texts. */
export class LatestUses {
  readonly #times = new Float64Array(textsMax)
  readonly #numbers: number[] = []
  readonly #latest = new Map<string, number>()

  note(number: number, at: number): void {
    const known = this.#times[number] ?? 0
    if (number === 0 || at <= known) return
    if (known === 0) this.#numbers.push(number)
    this.#times[number] = at
  }

  settle(texts: TextTable): void {
    for (const number of this.#numbers) {
      const id = texts.text(number)
      const at = this.#times[number] ?? 0
      this.#times[number] = 0
      if (id !== null && at > (this.#latest.get(id) ?? -1)) this.#latest.set(id, at)
    }
    this.#numbers.length = 0
  }

  /** Hands over what was settled and begins again from nothing. */
  take(): LastUses {
    const ids = [...this.#latest.keys()].sort()
    const times = ids.map(id => this.#latest.get(id) ?? 0)
    this.#latest.clear()
    return { ids, times }
  }
}
