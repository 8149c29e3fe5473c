import type { ListUsageEventsAnswer, UsageSummary } from '@keyturn/contract/client'
import { formatTime } from '../../output/format-time.ts'
import type { Listing } from '../../output/print-list.ts'

type UsageEvent = ListUsageEventsAnswer['data'][number]
type Bucket = UsageSummary['data'][number]

export const eventListing: Listing<UsageEvent> = {
  empty: 'No verifications.',
  columns: now => [
    { title: 'WHEN', cell: event => formatTime(event.at, now) },
    {
      title: 'VERDICT',
      cell: event => event.code,
      colour: ({ code }, colours) => (code === 'valid' ? colours.green : colours.red),
    },
    { title: 'KEY', cell: event => event.keyName ?? '', cut: true },
    { title: 'REQUEST', cell: event => [event.method, event.path].filter(Boolean).join(' '), cut: true },
    { title: 'FROM', cell: event => event.ip ?? '', spare: true },
    { title: 'ANSWER', cell: event => String(event.outcome?.status ?? ''), right: true },
    { title: 'MS', cell: event => msText(event.outcome?.durationMs ?? null), right: true, spare: true },
    { title: 'COUNT', cell: event => String(event.count), right: true, spare: true },
  ],
}

export const summaryListing: Listing<Bucket> = {
  empty: 'No verifications in this time.',
  columns: () => [
    { title: 'FROM (UTC)', cell: bucket => bucket.at.slice(0, 16).replace('T', ' ') },
    { title: 'GROUP', cell: bucket => bucket.group ?? '', cut: true, spare: true },
    { title: 'VERIFICATIONS', cell: bucket => String(bucket.verifications), right: true },
    { title: 'COST', cell: bucket => String(bucket.cost), right: true, spare: true },
    { title: '2XX', cell: bucket => String(bucket.outcomes.status2xx), right: true },
    { title: '4XX', cell: bucket => String(bucket.outcomes.status4xx), right: true },
    { title: '5XX', cell: bucket => String(bucket.outcomes.status5xx), right: true },
    { title: 'MS', cell: bucket => msText(bucket.outcomes.durationMsAverage), right: true, spare: true },
  ],
}

export const summaryColumns = [
  { title: 'at', value: (bucket: Bucket) => bucket.at },
  { title: 'group', value: (bucket: Bucket) => bucket.group },
  { title: 'verifications', value: (bucket: Bucket) => bucket.verifications },
  { title: 'cost', value: (bucket: Bucket) => bucket.cost },
  { title: 'outcomes', value: (bucket: Bucket) => bucket.outcomes.count },
  { title: 'status2xx', value: (bucket: Bucket) => bucket.outcomes.status2xx },
  { title: 'status3xx', value: (bucket: Bucket) => bucket.outcomes.status3xx },
  { title: 'status4xx', value: (bucket: Bucket) => bucket.outcomes.status4xx },
  { title: 'status5xx', value: (bucket: Bucket) => bucket.outcomes.status5xx },
  { title: 'durationMsAverage', value: (bucket: Bucket) => bucket.outcomes.durationMsAverage },
  { title: 'durationMsMax', value: (bucket: Bucket) => bucket.outcomes.durationMsMax },
]

function msText(ms: number | null): string {
  if (ms === null) return ''
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms))
}
