import { toCsv } from '@keyturn/contract'
import type { UsageSummaryBucket } from '@keyturn/engine'

export function summaryCsv(buckets: readonly UsageSummaryBucket[]): string {
  return toCsv(
    buckets.map(({ at, group, verifications, cost, outcomes: { count, ...outcomes } }) => ({
      at,
      group,
      verifications,
      cost,
      outcomes: count,
      ...outcomes,
    })),
    [
      'at',
      'group',
      'verifications',
      'cost',
      'outcomes',
      'status2xx',
      'status3xx',
      'status4xx',
      'status5xx',
      'durationMsAverage',
      'durationMsMax',
    ],
  )
}
