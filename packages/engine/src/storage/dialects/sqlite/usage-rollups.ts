import type Database from 'better-sqlite3'
import { endpointsMax, mergeFacets } from '../../facet-sums.ts'
import {
  nameOfSource,
  type RollupPeriod,
  type RollupRow,
  type RollupSource,
  summedMeasures,
} from '../../usage-sink.ts'

/** Sources known by number; more are looked up again. */
const knownMax = 200_000

const amounts = ['bucket', 'source', 'code', 'facets', 'verifications', 'cost'] as const
const reports = [
  ...summedMeasures.filter(measure => measure !== 'verifications' && measure !== 'cost'),
  'duration_ms_max',
] as const

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

  constructor(database: Database.Database) {
    this.#database = database
    database.function('merge_facets', { deterministic: true }, mergeStored)
    this.#upserts = { hours: this.#upsertOf('hours'), days: this.#upsertOf('days') }
    this.#shortUpserts = { hours: this.#shortUpsertOf('hours'), days: this.#shortUpsertOf('days') }
    this.#findSource = database.prepare(
      `SELECT id FROM sources WHERE level = ? AND organization_id = ? AND api_id = ? AND key_id = ? AND environment = ?`,
    )
    this.#insertSource = database.prepare(
      'INSERT INTO sources (level, organization_id, api_id, key_id, environment) VALUES (?, ?, ?, ?, ?)',
    )
  }

  /** Rows of one source that follow each other are looked up once. */
  add(rows: readonly RollupRow[]): void {
    let last: RollupSource | null = null
    let source = 0
    for (const row of rows) {
      if (row.source !== last) source = this.#numberOf(row.source)
      last = row.source
      const { bucket, code, facets, verifications, cost } = row
      const most = endpointsMax[row.source.level]
      if (row.outcomes === 0)
        this.#shortUpserts[row.period].run(bucket, source, code, facets, verifications, cost, most)
      else {
        const reported = reports.map(measure => row[measure])
        this.#upserts[row.period].run(bucket, source, code, facets, verifications, cost, ...reported, most)
      }
    }
  }

  #numberOf(source: RollupSource): number {
    const name = nameOfSource(source)
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const { level, organizationId, apiId, keyId, environment } = source
    const columns = [level, organizationId, apiId, keyId, environment]
    const id =
      this.#findSource.get(...columns)?.id ?? Number(this.#insertSource.run(...columns).lastInsertRowid)
    if (this.#known.size >= knownMax) this.#known.clear()
    this.#known.set(name, id)
    return id
  }

  /** After a transaction that failed: numbers that it made are none. */
  forget(): void {
    this.#known.clear()
  }

  #upsertOf(period: RollupPeriod): Database.Statement {
    const columns = [...amounts, ...reports]
    const added = summedMeasures.map(measure => `${measure} = ${measure} + excluded.${measure}`)
    return this.#database.prepare(
      `INSERT INTO ${period} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT DO UPDATE SET ${added.join(', ')}, ${mergedFacets},
         duration_ms_max = max(duration_ms_max, excluded.duration_ms_max)`,
    )
  }

  #shortUpsertOf(period: RollupPeriod): Database.Statement {
    const columns = [...amounts, ...reports]
    const values = [...amounts.map(() => '?'), ...reports.map(() => '0')]
    return this.#database.prepare(
      `INSERT INTO ${period} (${columns.join(', ')}) VALUES (${values.join(', ')})
       ON CONFLICT DO UPDATE SET verifications = verifications + excluded.verifications,
         cost = cost + excluded.cost, ${mergedFacets}`,
    )
  }
}

const mergedFacets = 'facets = merge_facets(facets, excluded.facets, ?)'

function mergeStored(stored: Buffer | null, added: Buffer | null, most: number): Buffer | null {
  return stored && added ? mergeFacets(stored, added, most) : (stored ?? added)
}
