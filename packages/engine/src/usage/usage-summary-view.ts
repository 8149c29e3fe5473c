import { toInstant } from '../clock/clock.ts'
import type { SummaryRow } from './summary-queries.ts'

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

export function toSummaryBucket({ bucket, group, ...sums }: SummaryRow): UsageSummaryBucket {
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
