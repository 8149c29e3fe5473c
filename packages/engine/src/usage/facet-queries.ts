import { type Kysely, sql } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { Yielding } from '../clock/yielding.ts'
import type { DamagedFacets } from '../storage/damaged-facets.ts'
import { unpackFacets } from '../storage/facet-sums.ts'
import type { ReadTables, RollupFacet, RollupTable } from '../storage/tables.ts'
import { measureNames, type RollupMeasures, summedMeasures } from '../storage/usage-sink.ts'
import {
  bucketsOf,
  rollupConditions,
  type SummaryQuery,
  type SummaryRow,
  toNumbers,
} from './summary-queries.ts'

/** Rows that are read at once: their bytes are held in memory. */
const rowsAtOnce = 500

type FacetQuery = SummaryQuery<RollupFacet>
type FacetRow = RollupMeasures & Pick<RollupTable, 'bucket' | 'source' | 'code' | 'facets'>

/**
 * Sums by endpoint or by country of the buckets of a range that are within reach, in the order of buckets and groups;
 * first what has none. `sources` says how many sources there are, so that buckets are read some at a time.
 */
export async function sumFacetsWithin(
  reader: Kysely<ReadTables>,
  { range, limit, ...query }: FacetQuery,
  { reach, sources, damaged }: { reach: Reach; sources: number; damaged: DamagedFacets },
): Promise<SummaryRow[]> {
  const found: SummaryRow[] = []
  const yielding = new Yielding()
  const { period } = range
  const onDamaged = ({ bucket, source, code }: FacetRow) =>
    damaged.note({ period, bucket: Number(bucket), source: Number(source), code })
  const partMs = Math.max(1, Math.floor(rowsAtOnce / Math.max(sources, 1))) * range.stepMs
  for (let first = range.first; first < range.end && found.length < limit; first += partMs) {
    const part = { ...range, first, end: Math.min(first + partMs, range.end) }
    const rows = await readRows(reader, { ...query, range: part, limit }, reach)
    for (const [bucket, ofBucket] of Map.groupBy(rows, row => Number(row.bucket)))
      found.push(...(await sumBucket(bucket, ofBucket, { facet: query.groupBy, yielding, onDamaged })))
  }
  return found.slice(0, limit)
}

/** From the buckets and the sources to the rows by primary key. */
async function readRows(reader: Kysely<ReadTables>, query: FacetQuery, reach: Reach): Promise<FacetRow[]> {
  const measures = measureNames.map(name => sql.ref(`r.${name}`))
  const { rows } = await sql<FacetRow>`
    ${bucketsOf(query.range)}
    SELECT r.bucket AS bucket, r.source AS source, r.code AS code, ${sql.join(measures)}, r.facets AS facets
    FROM buckets CROSS JOIN ${sql.table('usage.sources')} AS s
      CROSS JOIN ${sql.table(`usage.${query.range.period}`)} AS r
    WHERE ${rollupConditions(query, reach)} ORDER BY 1`.execute(reader)
  return rows
}

/** Other work comes between the rows, whose sums are opened one by one. */
async function sumBucket(
  bucket: number,
  rows: readonly FacetRow[],
  {
    facet,
    yielding,
    onDamaged,
  }: { facet: RollupFacet; yielding: Yielding; onDamaged: (row: FacetRow) => void },
): Promise<SummaryRow[]> {
  const groups = new Map<string, SummaryRow>()
  const rest = { ...emptySums, bucket, group: '' }
  for (const row of rows) {
    await yielding.next()
    add(rest, toNumbers(row))
    if (row.facets === null) continue
    for (const sums of unpackFacets(Buffer.from(row.facets), facet, () => onDamaged(row))) {
      const group = groups.get(sums.value) ?? { ...emptySums, bucket, group: sums.value }
      groups.set(sums.value, group)
      add(group, sums)
    }
  }
  for (const named of groups.values()) for (const measure of summedMeasures) rest[measure] -= named[measure]
  const sorted = [...groups.values()].sort((one, other) => (one.group < other.group ? -1 : 1))
  return rest.verifications + rest.outcomes > 0 ? [rest, ...sorted] : sorted
}

function add(sums: SummaryRow, more: RollupMeasures): void {
  for (const measure of summedMeasures) sums[measure] += more[measure]
  sums.duration_ms_max = Math.max(sums.duration_ms_max, more.duration_ms_max)
}

const emptySums = Object.fromEntries(measureNames.map(name => [name, 0])) as RollupMeasures
