import { toInstant } from '../clock/clock.ts'
import { type RollupMeasures, summedMeasures } from '../storage/usage-sink.ts'
import type { SummaryGroup, SummaryRow } from './summary-queries.ts'

/** Sums of one interval, of one group where groups were asked for. */
export type UsageSummaryBucket = {
  /** The first instant of the interval, RFC 3339 UTC. */
  at: string
  /** An id, a verdict, a country or an endpoint with `{id}` in it; null for what has none, and without groups. */
  group: string | null
  verifications: number
  /** What valid verifications were charged. */
  cost: number
  /** What became of the requests, as far as it was reported. */
  outcomes: {
    count: number
    status2xx: number
    status3xx: number
    status4xx: number
    status5xx: number
    durationMsAverage: number | null
    durationMsMax: number | null
  }
}

export function toSummaryBuckets(
  rows: readonly SummaryRow[],
  groupBy: SummaryGroup | null,
): UsageSummaryBucket[] {
  if (groupBy === 'endpoint' || groupBy === 'country') return withRest(rows)
  return rows.map(row => toBucket(row.bucket, row.group, row))
}

/** Endpoints and countries are counted where they are known; what is left of the total has none. */
function withRest(rows: readonly SummaryRow[]): UsageSummaryBucket[] {
  const buckets = new Map<number, { total: SummaryRow | null; named: SummaryRow[] }>()
  for (const row of rows) {
    const bucket = buckets.get(row.bucket) ?? { total: null, named: [] }
    buckets.set(row.bucket, bucket)
    if (row.facet === 'total') bucket.total = row
    else bucket.named.push(row)
  }
  return [...buckets].flatMap(([at, { total, named }]) => {
    const known = named.map(row => toBucket(at, row.group, row))
    const rest = total && remainder(total, named)
    return rest && rest.verifications + rest.outcomes > 0 ? [toBucket(at, '', rest), ...known] : known
  })
}

function remainder(total: SummaryRow, named: readonly SummaryRow[]): RollupMeasures {
  const rest = { ...total }
  for (const row of named) for (const measure of summedMeasures) rest[measure] -= row[measure]
  return rest
}

function toBucket(bucket: number, group: string, sums: RollupMeasures): UsageSummaryBucket {
  const { durations } = sums
  return {
    at: toInstant(bucket),
    group: group === '' ? null : group,
    verifications: sums.verifications,
    cost: sums.cost,
    outcomes: {
      count: sums.outcomes,
      status2xx: sums.outcomes_2xx,
      status3xx: sums.outcomes_3xx,
      status4xx: sums.outcomes_4xx,
      status5xx: sums.outcomes_5xx,
      durationMsAverage:
        durations > 0 ? Math.round((sums.duration_ms_sum / durations) * 1_000) / 1_000 : null,
      durationMsMax: durations > 0 ? sums.duration_ms_max : null,
    },
  }
}
