import type Database from 'better-sqlite3'
import { endpointsMax, mergeFacets } from '../../facet-sums.ts'
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

const place = ['bucket', 'source', 'code', 'facets'] as const
/** The measures of every row; the others are of outcomes. */
const amounts = 2
const outcomesAt = measureNames.indexOf('outcomes')

type Upserts = { [period in RollupPeriod]: Database.Statement }

/** Adds to the rollups in activity.db, within the caller's transaction. */
export class UsageRollups {
  readonly #database: Database.Database
  readonly #known = new Map<string, number>()
  readonly #upserts: Upserts
  /** For rows without outcomes, which most are: they bind half as much. */
  readonly #shortUpserts: Upserts
  readonly #findSource: Database.Statement<string[], { id: number }>
  readonly #insertSource: Database.Statement<string[]>

  /** The row that is added to. */
  #adding: DamagedRow = { period: 'hours', bucket: 0, source: 0, code: '' }

  constructor(database: Database.Database, onDamaged: (row: DamagedRow) => void) {
    this.#database = database
    const tell = () => onDamaged(this.#adding)
    const merge = (stored: Buffer | null, added: Buffer | null, most: number) =>
      stored && added ? mergeFacets(stored, added, most, tell) : (stored ?? added)
    database.function('merge_facets', { deterministic: true }, merge)
    this.#upserts = { hours: this.#upsertOf('hours'), days: this.#upsertOf('days') }
    this.#shortUpserts = { hours: this.#shortUpsertOf('hours'), days: this.#shortUpsertOf('days') }
    this.#findSource = database.prepare(
      `SELECT id FROM sources WHERE level = ? AND organization_id = ? AND api_id = ? AND key_id = ? AND environment = ?`,
    )
    this.#insertSource = database.prepare(
      'INSERT INTO sources (level, organization_id, api_id, key_id, environment) VALUES (?, ?, ?, ?, ?)',
    )
  }

  /** In the order of the keys of the tables, so that a page is changed once and not once for each of its rows. */
  add(rows: readonly RollupRow[]): void {
    const numbers = this.#learn(new Set(rows.map(row => row.source)))
    const numbered = rows.map(row => ({ row, source: numbers.get(row.source) ?? 0 }))
    numbered.sort((one, other) => one.row.bucket - other.row.bucket || one.source - other.source)
    for (const { row, source } of numbered) {
      const { period, bucket, code, sums, facets } = row
      const most = endpointsMax[row.source.level]
      this.#adding = { period, bucket, source, code }
      if (sums[outcomesAt] === 0)
        this.#shortUpserts[period].run(bucket, source, code, facets, sums[0], sums[1], most)
      else this.#upserts[period].run(bucket, source, code, facets, ...sums, most)
    }
  }

  #learn(sources: ReadonlySet<RollupSource>): Map<RollupSource, number> {
    const numbers = new Map<RollupSource, number>()
    const unknown: { name: string; source: RollupSource }[] = []
    for (const source of sources) {
      const name = nameOfSource(source)
      const known = this.#known.get(name)
      if (known === undefined) unknown.push({ name, source })
      else numbers.set(source, known)
    }
    if (this.#known.size >= knownMax) this.#known.clear()
    unknown.sort((one, other) => (one.name < other.name ? -1 : 1))
    for (const { name, source } of unknown) {
      const number = this.#numberOf(source)
      numbers.set(source, number)
      this.#known.set(name, number)
    }
    return numbers
  }

  #numberOf({ level, organizationId, apiId, keyId, environment }: RollupSource): number {
    const columns = [level, organizationId, apiId, keyId, environment]
    return this.#findSource.get(...columns)?.id ?? Number(this.#insertSource.run(...columns).lastInsertRowid)
  }

  /** After a transaction that failed: numbers that it made are none. */
  forget(): void {
    this.#known.clear()
  }

  #upsertOf(period: RollupPeriod): Database.Statement {
    const columns = [...place, ...measureNames]
    const added = summedMeasures.map(measure => `${measure} = ${measure} + excluded.${measure}`)
    return this.#database.prepare(
      `INSERT INTO ${period} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT DO UPDATE SET ${added.join(', ')}, ${mergedFacets},
         duration_ms_max = max(duration_ms_max, excluded.duration_ms_max)`,
    )
  }

  #shortUpsertOf(period: RollupPeriod): Database.Statement {
    const columns = [...place, ...measureNames]
    const values = columns.map((_, index) => (index < place.length + amounts ? '?' : '0'))
    return this.#database.prepare(
      `INSERT INTO ${period} (${columns.join(', ')}) VALUES (${values.join(', ')})
       ON CONFLICT DO UPDATE SET verifications = verifications + excluded.verifications,
         cost = cost + excluded.cost, ${mergedFacets}`,
    )
  }
}

const mergedFacets = 'facets = merge_facets(facets, excluded.facets, ?)'
