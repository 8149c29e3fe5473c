import type { RollupSource } from '../storage/usage-sink.ts'

/** What sums are of, besides their label: a source, a verdict and the bucket that begins at an instant. */
export type RollupCell = { source: number; code: string; bucket: number }

/** Numbers for cells. Sources are numbers too, given by whoever uses this. */
export class RollupCells {
  readonly #cells: RollupCell[] = []
  readonly #ofSource: number[][] = []

  get all(): readonly RollupCell[] {
    return this.#cells
  }

  numberOf(source: number, code: string, bucket: number): number {
    let known = this.#ofSource[source]
    if (known === undefined) {
      known = []
      this.#ofSource[source] = known
    }
    for (const number of known) {
      const cell = this.#cells[number]
      if (cell?.bucket === bucket && cell.code === code) return number
    }
    known.push(this.#cells.length)
    this.#cells.push({ source, code, bucket })
    return this.#cells.length - 1
  }
}

/** Numbers for sources, in the order in which they were first seen. */
export class RollupSources {
  readonly #sources: RollupSource[] = []
  readonly #numbers = new Map<string, number>()

  of(source: number): RollupSource {
    const known = this.#sources[source]
    if (known === undefined) throw new RangeError('there is no such source')
    return known
  }

  /** By number. */
  get all(): readonly RollupSource[] {
    return this.#sources
  }

  numberOf(source: RollupSource): number {
    const { level, organizationId, apiId, keyId, environment } = source
    const name = `${keyId}\n${organizationId}\n${apiId}\n${environment}\n${level}`
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.#sources.length)
    return this.#sources.push(source) - 1
  }
}
