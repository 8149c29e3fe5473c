import type { RollupLevel } from '../storage/tables.ts'
import { nameOfSource, type RollupSource } from '../storage/usage-sink.ts'

/** How many endpoints are told apart in an hour; callers choose paths, so there may be any number. */
const namesMax: { [level in RollupLevel]: number } = { key: 100, organization: 500, api: 1_000 }
const sourcesMax = 200_000

/** Says of an endpoint whether it counts by its own name. */
export type Admission = (endpoint: string) => boolean

/** Which endpoints count by name, kept by the shipper for as long as it runs. */
export class EndpointNames {
  readonly #admitted = new Map<string, { hour: number; names: Set<string> }>()

  /** Of a source and an hour: its first endpoints are admitted, and stay so. */
  admissionOf(source: RollupSource, hour: number): Admission {
    const name = nameOfSource(source)
    let admitted = this.#admitted.get(name)
    if (admitted === undefined || hour > admitted.hour) {
      if (this.#admitted.size >= sourcesMax) this.#admitted.clear()
      admitted = { hour, names: new Set() }
      this.#admitted.set(name, admitted)
    }
    const { names } = admitted
    return endpoint => {
      if (names.has(endpoint)) return true
      if (names.size >= namesMax[source.level]) return false
      names.add(endpoint)
      return true
    }
  }
}
