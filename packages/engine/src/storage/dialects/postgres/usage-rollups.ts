import type { Client } from 'pg'
import { endpointsMax, mergeFacets } from '../../facet-sums.ts'
import type { RollupTable } from '../../tables.ts'
import {
  type DamagedRow,
  measureNames,
  nameOfSource,
  type RollupPeriod,
  type RollupRow,
  type RollupSource,
  summedMeasures,
} from '../../usage-sink.ts'

/** Sources known by number; more are looked up again. */
const knownMax = 200_000

/** Adds to the rollups, within the caller's transaction. */
export class UsageRollups {
  readonly #client: Client
  readonly #onDamaged: (row: DamagedRow) => void
  readonly #known = new Map<string, number>()

  constructor(client: Client, onDamaged: (row: DamagedRow) => void) {
    this.#client = client
    this.#onDamaged = onDamaged
  }

  async add(rows: readonly RollupRow[]): Promise<void> {
    if (rows.length === 0) return
    // Rows of a source share it, so that it is named once and not for each of them.
    const names = new Map([...new Set(rows.map(row => row.source))].map(each => [each, nameOfSource(each)]))
    await this.#learn(names)
    const numbered = rows.map(row => ({
      ...row,
      number: this.#known.get(names.get(row.source) ?? '') ?? 0,
    }))
    numbered.sort(byPlace)
    for (const period of ['hours', 'days'] as const)
      await this.#add(
        period,
        numbered.filter(row => row.period === period),
      )
  }

  /** After a transaction that failed: numbers that it made are none. */
  forget(): void {
    this.#known.clear()
  }

  /**
   * Makes the rows that are not there, then locks and adds to the others: a row that another writer makes meanwhile is
   * waited for. Always in the order of the primary key, so that no two writers wait for each other.
   */
  async #add(period: RollupPeriod, rows: readonly NumberedRow[]): Promise<void> {
    const table = `usage.${period}`
    const made = await this.#client.query<Place>({
      name: `make ${period}`,
      text: insertInto(table),
      values: valuesOf(rows),
    })
    const isMade = new Set(made.rows.map(nameOfPlace))
    const held = rows.filter(row => !isMade.has(nameOfRow(row)))
    if (held.length === 0) return
    const found = await this.#client.query<Place & { facets: Buffer | null }>({
      name: `held ${period}`,
      text: `select bucket, source, code, facets from ${table} join ${places} using (bucket, source, code)
        order by bucket, source, code for update of ${period}`,
      values: valuesOf(held).slice(0, 3),
    })
    const stored = new Map(found.rows.map(row => [nameOfPlace(row), row.facets]))
    const merged = held.map(row => {
      const { bucket, number: source, code } = row
      const tell = () => this.#onDamaged({ period, bucket, source, code })
      return { ...row, facets: merge(stored.get(nameOfRow(row)) ?? null, row, tell) }
    })
    await this.#client.query({ name: `add ${period}`, text: updateOf(table), values: valuesOf(merged) })
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
type NumberedRow = RollupRow & { number: number }
type Place = Pick<RollupTable, 'bucket' | 'source' | 'code'>

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

const places = 'unnest($1::bigint[], $2::integer[], $3::text[]) as wanted (bucket, source, code)'

/** In the order of `valuesOf`. */
const rollupColumns = ['bucket', 'source', 'code', 'facets', ...measureNames].join(', ')
const rollupTypes = [
  ...['bigint', 'integer', 'text', 'bytea'],
  ...measureNames.map(name => (name.startsWith('duration_ms') ? 'double precision' : 'bigint')),
]
const rollupArrays = rollupTypes.map((type, index) => `$${index + 1}::${type}[]`).join(', ')

function valuesOf(rows: readonly NumberedRow[]): unknown[][] {
  const sums = measureNames.map((_, which) => rows.map(row => row.sums[which]))
  return [
    rows.map(row => row.bucket),
    rows.map(row => row.number),
    rows.map(row => row.code),
    rows.map(row => row.facets),
    ...sums,
  ]
}

function insertInto(table: string): string {
  return `insert into ${table} (${rollupColumns}) select * from unnest(${rollupArrays})
    on conflict do nothing returning bucket, source, code`
}

function updateOf(table: string): string {
  const sums = summedMeasures.map(measure => `${measure} = old.${measure} + added.${measure}`)
  return `update ${table} as old
    set ${sums.join(', ')}, facets = added.facets, duration_ms_max = greatest(old.duration_ms_max, added.duration_ms_max)
    from unnest(${rollupArrays}) as added (${rollupColumns})
    where (old.bucket, old.source, old.code) = (added.bucket, added.source, added.code)`
}

function merge(stored: Buffer | null, { facets, source }: NumberedRow, onDamaged: () => void): Buffer | null {
  return stored && facets
    ? mergeFacets(stored, facets, endpointsMax[source.level], onDamaged)
    : (stored ?? facets)
}

function nameOfPlace({ bucket, source, code }: Place): string {
  return `${bucket} ${source} ${code}`
}

function nameOfRow({ bucket, number, code }: NumberedRow): string {
  return nameOfPlace({ bucket, source: number, code })
}

function byPlace(one: NumberedRow, other: NumberedRow): number {
  if (one.bucket !== other.bucket) return one.bucket - other.bucket
  if (one.number !== other.number) return one.number - other.number
  return one.code < other.code ? -1 : 1
}
