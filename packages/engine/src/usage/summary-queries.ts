import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Reach } from '../access/reach.ts'
import type { ReadTables, RollupFacet, RollupLevel } from '../storage/tables.ts'
import { measureNames, type RollupMeasures, summedMeasures } from '../storage/usage-sink.ts'

/** What rows of rollups can be told apart by. */
export type SummaryRowGroup = 'key' | 'api' | 'organization' | 'code'

export type SummaryGroup = SummaryRowGroup | RollupFacet

/** Undefined means: all. */
export type SummaryFilter = {
  organizationId?: string | undefined
  apiId?: string | undefined
  keyId?: string | undefined
  environment?: string | undefined
  code?: string | undefined
}

export type SummaryRange = {
  period: 'hours' | 'days'
  /** The first instant of the first bucket and of the one after the last, in milliseconds UTC. */
  first: number
  end: number
  stepMs: number
}

export type SummaryQuery<Group = SummaryGroup | null> = {
  filter: SummaryFilter
  groupBy: Group
  range: SummaryRange
  limit: number
}

export type SummaryRow = RollupMeasures & { bucket: number; group: string }

/**
 * Sums of the buckets of a range that are within reach, in the order of buckets and groups. Goes from the buckets and
 * the sources to the rows by primary key, so that it costs what it answers and not what the range holds.
 */
export async function sumRollupsWithin(
  reader: Kysely<ReadTables>,
  input: SummaryQuery<SummaryRowGroup | null>,
  reach: Reach,
): Promise<SummaryRow[]> {
  const { groupBy, range, limit } = input
  const sums = summedMeasures.map(measure => sql`sum(${sql.ref(`r.${measure}`)}) AS ${sql.ref(measure)}`)
  const { rows } = await sql<SummaryRow>`
    ${bucketsOf(range)}
    SELECT r.bucket AS bucket, ${groupColumn(groupBy)} AS ${sql.ref('group')},
      ${sql.join(sums)}, max(r.duration_ms_max) AS duration_ms_max
    FROM buckets CROSS JOIN ${sql.table('usage.sources')} AS s
      CROSS JOIN ${sql.table(`usage.${range.period}`)} AS r
    WHERE ${rollupConditions(input, reach)}
    GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${sql.lit(limit)}`.execute(reader)
  return rows.map(toNumbers)
}

/** The first instants of a range's buckets. */
export function bucketsOf({ first, end, stepMs }: SummaryRange): RawBuilder<unknown> {
  return sql`
    WITH RECURSIVE buckets (bucket) AS (
      SELECT CAST(${first} AS bigint)
      UNION ALL
      SELECT bucket + ${sql.lit(stepMs)} FROM buckets WHERE bucket + ${sql.lit(stepMs)} < ${end}
    )`
}

function groupColumn(groupBy: SummaryRowGroup | null): RawBuilder<string> {
  if (groupBy === null) return sql`''`
  if (groupBy === 'code') return sql`r.code`
  return sql`${sql.ref(`s.${groupBy}_id`)}`
}

/** How many sources a sum goes through, counted up to `most`; by the sources of a key, else through all of them. */
export async function countSourcesWithin(
  reader: Kysely<ReadTables>,
  { filter, groupBy, most }: { filter: SummaryFilter; groupBy: SummaryGroup | null; most: number },
  reach: Reach,
): Promise<number> {
  const conditions = sql.join(sourceConditionsOf(filter, groupBy, reach), sql` AND `)
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM ${sql.table('usage.sources')} AS s WHERE ${conditions} LIMIT ${sql.lit(most)}
    ) AS counted`.execute(reader)
  return Number(rows[0]?.count ?? 0)
}

/** What joins the rows `r` of rollups within reach to their sources `s` and to `buckets`. */
export function rollupConditions(
  { filter, groupBy }: { filter: SummaryFilter; groupBy: SummaryGroup | null },
  reach: Reach,
): RawBuilder<unknown> {
  const conditions = sourceConditionsOf(filter, groupBy, reach)
  if (filter.code !== undefined) conditions.push(sql`r.code = ${filter.code}`)
  return sql`${sql.join(conditions, sql` AND `)} AND r.bucket = buckets.bucket AND r.source = s.id`
}

function sourceConditionsOf(
  filter: SummaryFilter,
  groupBy: SummaryGroup | null,
  reach: Reach,
): RawBuilder<unknown>[] {
  const { organizationId, apiId, keyId, environment } = filter
  const given: [string, string | null | undefined][] = [
    ['s.organization_id', reach.organizationId],
    ['s.organization_id', organizationId],
    ['s.api_id', reach.apiId],
    ['s.api_id', apiId],
    ['s.key_id', keyId],
    ['s.environment', environment],
  ]
  const equal = given.flatMap(([column, value]) =>
    value === null || value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`],
  )
  return [sql`s.level = ${levelOf(filter, groupBy, reach)}`, ...equal]
}

/** The coarsest sources that tell apart what is asked for: the fewest rows. */
function levelOf(filter: SummaryFilter, groupBy: SummaryGroup | null, reach: Reach): RollupLevel {
  if (groupBy === 'key' || filter.keyId !== undefined) return 'key'
  const ofOne = filter.organizationId !== undefined || reach.organizationId !== null
  return ofOne || groupBy === 'organization' ? 'organization' : 'api'
}

/** PostgreSQL answers great integers as text. */
export function toNumbers<T extends RollupMeasures & { bucket: number }>(row: T): T {
  const converted = { ...row, bucket: Number(row.bucket) }
  for (const name of measureNames) converted[name] = Number(row[name])
  return converted
}
