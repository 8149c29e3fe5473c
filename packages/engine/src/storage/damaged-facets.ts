import type { DamagedRow } from './usage-sink.ts'

/** From so many on they are counted together as this many: what is damaged throughout must not fill memory or log. */
const knownMax = 1_000

/** The damaged rows that this node has come upon since it started, as it read or added to them; each is told once. */
export class DamagedFacets {
  readonly #rows = new Set<string>()
  #tell: (row: DamagedRow) => void = () => {}

  get count(): number {
    return this.#rows.size
  }

  /** Who is told of each. */
  onFound(tell: (row: DamagedRow) => void): void {
    this.#tell = tell
  }

  note(row: DamagedRow): void {
    const { period, bucket, source, code } = row
    const name = `${period} ${bucket} ${source} ${code}`
    if (this.#rows.has(name) || this.#rows.size >= knownMax) return
    this.#rows.add(name)
    this.#tell(row)
  }
}
