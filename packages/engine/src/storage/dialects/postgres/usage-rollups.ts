import type { Client } from 'pg'
import type { RollupTable } from '../../tables.ts'
import {
  nameOfSource,
  type RollupPeriod,
  type RollupRow,
  type RollupSource,
  summedMeasures,
} from '../../usage-sink.ts'
import { type ColumnTypes, insertFrom, storable } from './insert-from.ts'

/** Sources known by number; more are looked up again. */
const knownMax = 200_000

/** Adds to the rollups, within the caller's transaction. */
export class UsageRollups {
  readonly #client: Client
  readonly #known = new Map<string, number>()

  constructor(client: Client) {
    this.#client = client
  }

  async add(rows: readonly RollupRow[]): Promise<void> {
    if (rows.length === 0) return
    // Rows of a source share it, so that it is named once and not for each of them.
    const names = new Map([...new Set(rows.map(row => row.source))].map(each => [each, nameOfSource(each)]))
    await this.#learn(names)
    for (const period of ['hours', 'days'] as const) await this.#upsert(period, rows, names)
  }

  /** After a transaction that failed: numbers that it made are none. */
  forget(): void {
    this.#known.clear()
  }

  /** Rows in the order of the primary key, so that no two writers wait for each other. */
  async #upsert(
    period: RollupPeriod,
    rows: readonly RollupRow[],
    names: ReadonlyMap<RollupSource, string>,
  ): Promise<void> {
    const numbered: RollupTable[] = rows
      .filter(row => row.period === period)
      .map(row => ({
        ...row,
        source: this.#known.get(names.get(row.source) ?? '') ?? 0,
        value: `${storable(row.value)}`,
      }))
    numbered.sort(byPlace)
    const added = summedMeasures.map(measure => `${measure} = old.${measure} + excluded.${measure}`)
    const conflict = `on conflict (bucket, source, code, facet, value) do update
      set ${added.join(', ')}, duration_ms_max = greatest(old.duration_ms_max, excluded.duration_ms_max)`
    await this.#client.query(insertFrom(`usage.${period}`, rollupTypes, numbered, conflict))
  }

  async #learn(names: ReadonlyMap<RollupSource, string>): Promise<void> {
    if (this.#known.size >= knownMax) this.#known.clear()
    const unknown = new Map<string, RollupSource>()
    for (const [source, name] of names) if (!this.#known.has(name)) unknown.set(name, source)
    if (unknown.size === 0) return
    const sorted = [...unknown].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, source]) => source)
    const values = [
      sorted.map(each => each.level),
      sorted.map(each => each.organizationId),
      sorted.map(each => each.apiId),
      sorted.map(each => each.keyId),
      sorted.map(each => each.environment),
    ]
    await this.#client.query({ name: 'new sources', text: insertSources, values })
    const { rows: found } = await this.#client.query<FoundSource>({
      name: 'find sources',
      text: findSources,
      values,
    })
    for (const { id, ...source } of found) this.#known.set(nameOfSource(source), id)
  }
}

type FoundSource = RollupSource & { id: number }

const wanted =
  'unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as wanted (level, organization_id, api_id, key_id, environment)'
const columns = 'level, organization_id, api_id, key_id, environment'

const insertSources = `insert into usage.sources (${columns})
  select * from ${wanted} where not exists (
    select from usage.sources s where (s.level, s.organization_id, s.api_id, s.key_id, s.environment)
      = (wanted.level, wanted.organization_id, wanted.api_id, wanted.key_id, wanted.environment))
  on conflict do nothing`

const findSources = `select id, level, organization_id as "organizationId", api_id as "apiId", key_id as "keyId", environment
  from usage.sources join ${wanted} using (${columns})`

const rollupTypes: ColumnTypes<RollupTable> = {
  bucket: 'bigint',
  source: 'integer',
  code: 'text',
  facet: 'text',
  value: 'text',
  verifications: 'bigint',
  cost: 'bigint',
  outcomes: 'bigint',
  outcomes_2xx: 'bigint',
  outcomes_3xx: 'bigint',
  outcomes_4xx: 'bigint',
  outcomes_5xx: 'bigint',
  durations: 'bigint',
  duration_ms_sum: 'double precision',
  duration_ms_max: 'double precision',
}

const places = ['bucket', 'source', 'code', 'facet', 'value'] as const

function byPlace(one: RollupTable, other: RollupTable): number {
  const place = places.find(each => one[each] !== other[each])
  if (place === undefined) return 0
  return one[place] < other[place] ? -1 : 1
}
