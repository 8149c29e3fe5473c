import type { UsageEventRow } from '../storage/tables.ts'
import type { RollupRow } from '../storage/usage-sink.ts'
import { place } from './event-fields.ts'
import { foldRollups } from './fold-rollups.ts'
import { packedEnd } from './packed-text.ts'
import type { RecordBatch } from './record-batch.ts'
import { RollupCells, RollupSources } from './rollup-cells.ts'
import { type RollupLabels, totalLabel } from './rollup-labels.ts'
import { measure, SumTable } from './sum-table.ts'
import type { Outcome } from './usage-event.ts'

export const hourMs = 3_600_000
export const dayMs = 86_400_000

const methodPattern = /^[A-Z]{1,16}$/

/** What is known of a key's source, by the number of the key's text. */
type KnownSource = { organization: number; api: number; environment: number; source: number }

/** Adds up in memory, so that a thousand events of twenty keys write rows for twenty. */
export class RollupBatch {
  readonly #labels: RollupLabels
  readonly #sources = new RollupSources()
  readonly #cells = new RollupCells()
  readonly #sums = new SumTable()
  /** What the numbers of a batch's texts stand for, as long as their generation lasts. */
  #generation = -1
  readonly #known = new Map<number, KnownSource>()
  readonly #codes = new Map<number, string>()
  readonly #methods = new Map<number, string>()
  readonly #countries = new Map<number, number>()

  constructor(labels: RollupLabels) {
    this.#labels = labels
  }

  /** How many sums there are. */
  get size(): number {
    return this.#sums.size
  }

  addEvents(batch: RecordBatch, events: readonly number[]): void {
    this.#turnTo(batch.texts.generation)
    const { at, cost, count } = batch.amounts
    // Neighbours often ask for the same.
    let [before, label]: [number, number | null] = [-1, null]
    for (const event of events) {
      const code = this.#codeOf(batch, event)
      const time = at[event] ?? 0
      const cell = this.#cells.numberOf(this.#sourceOf(batch, event), code, time - (time % hourMs))
      const times = count[event] ?? 0
      const charged = code === 'valid' ? (cost[event] ?? 0) * times : 0
      this.#addEvent(cell, totalLabel, times, charged)
      if (before < 0 || !isSameRequest(batch, before, event)) label = this.#endpointOf(batch, event)
      before = event
      if (label !== null) this.#addEvent(cell, label, times, charged)
      const country = batch.field(place.country)[event] ?? 0
      if (country !== 0) this.#addEvent(cell, this.#countryOf(batch, country), times, charged)
    }
  }

  addOutcome(event: UsageEventRow, { status, durationMs }: Outcome): void {
    const cell = this.#cellOfRow(event)
    for (const label of this.#labelsOfRow(event)) {
      const slot = this.#sums.slotOf(cell, label)
      this.#sums.add(slot, measure.outcomes, 1)
      if (status >= 200) this.#sums.add(slot, measureOf(status), 1)
      if (durationMs === null) continue
      this.#sums.add(slot, measure.durations, 1)
      this.#sums.add(slot, measure.durationMsSum, durationMs)
      this.#sums.raise(slot, measure.durationMsMax, durationMs)
    }
  }

  /** One row for each that is to be written, by hour and by day, at all levels. */
  rows(): RollupRow[] {
    return foldRollups({
      sources: this.#sources,
      cells: this.#cells,
      sums: this.#sums,
      labels: this.#labels,
    })
  }

  #turnTo(generation: number): void {
    if (generation === this.#generation) return
    this.#generation = generation
    for (const each of [this.#known, this.#codes, this.#methods, this.#countries]) each.clear()
  }

  #addEvent(cell: number, label: number, count: number, cost: number): void {
    const slot = this.#sums.slotOf(cell, label)
    this.#sums.add(slot, measure.verifications, count)
    this.#sums.add(slot, measure.cost, cost)
  }

  #sourceOf(batch: RecordBatch, event: number): number {
    const key = batch.field(place.key)[event] ?? 0
    const organization = batch.field(place.organization)[event] ?? 0
    const api = batch.field(place.api)[event] ?? 0
    const environment = batch.field(place.environment)[event] ?? 0
    const known = this.#known.get(key)
    if (known?.organization === organization && known.api === api && known.environment === environment)
      return known.source
    const text = (number: number): string => batch.texts.text(number) ?? ''
    const source = this.#sources.numberOf({
      level: 'key',
      organizationId: text(organization),
      apiId: text(api),
      keyId: text(key),
      environment: text(environment),
    })
    this.#known.set(key, { organization, api, environment, source })
    return source
  }

  #codeOf(batch: RecordBatch, event: number): string {
    const number = batch.field(place.code)[event] ?? 0
    const known = this.#codes.get(number)
    if (known !== undefined) return known
    const code = batch.texts.text(number) ?? ''
    this.#codes.set(number, code)
    return code
  }

  #endpointOf(batch: RecordBatch, event: number): number | null {
    const start = batch.paths[event] ?? 0
    if (batch.source[start] === 0) return null
    const number = batch.field(place.method)[event] ?? 0
    let method = this.#methods.get(number)
    if (method === undefined) {
      method = methodOf(batch.texts.text(number))
      this.#methods.set(number, method)
    }
    return this.#labels.endpoint(method, batch.source, start)
  }

  #countryOf(batch: RecordBatch, number: number): number {
    const known = this.#countries.get(number)
    if (known !== undefined) return known
    const label = this.#labels.country(batch.texts.text(number) ?? '')
    this.#countries.set(number, label)
    return label
  }

  #cellOfRow(event: UsageEventRow): number {
    const source = this.#sources.numberOf({
      level: 'key',
      organizationId: event.organization_id ?? '',
      apiId: event.api_id ?? '',
      keyId: event.key_id ?? '',
      environment: event.environment ?? '',
    })
    return this.#cells.numberOf(source, event.code, event.at - (event.at % hourMs))
  }

  #labelsOfRow({ path, country, method }: UsageEventRow): number[] {
    const labels = [totalLabel]
    if (path !== null) labels.push(this.#labels.endpointOfPath(methodOf(method), path))
    if (country !== null) labels.push(this.#labels.country(country))
    return labels
  }
}

/** Whether two events are of one method and path. */
function isSameRequest(batch: RecordBatch, one: number, other: number): boolean {
  const { source, paths } = batch
  const methods = batch.field(place.method)
  if (methods[one] !== methods[other]) return false
  const [start, from] = [paths[one] ?? 0, paths[other] ?? 0]
  const end = packedEnd(source, start)
  for (let at = start, to = from; at < end; at++, to++) if (source[at] !== source[to]) return false
  return true
}

/** Callers say what they like; a request is counted by what is a method. */
function methodOf(given: string | null): string {
  return given !== null && methodPattern.test(given) ? given : ''
}

function measureOf(status: number): number {
  if (status >= 500) return measure.outcomes5xx
  if (status >= 400) return measure.outcomes4xx
  return status >= 300 ? measure.outcomes3xx : measure.outcomes2xx
}
