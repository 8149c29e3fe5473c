import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { toInstant } from '../clock/clock.ts'
import { type FieldError, invalidInput } from '../errors/engine-error.ts'
import { decodeCursor, encodeCursor } from '../storage/cursor.ts'
import type { RollupFacet } from '../storage/tables.ts'
import { sumFacetsWithin } from './facet-queries.ts'
import { dayMs, hourMs } from './rollup-batch.ts'
import {
  countSourcesWithin,
  type SummaryFilter,
  type SummaryGroup,
  type SummaryQuery,
  type SummaryRange,
  type SummaryRow,
  sumRollupsWithin,
} from './summary-queries.ts'
import { toMs } from './usage-page.ts'
import { toSummaryBucket, type UsageSummaryBucket } from './usage-summary-view.ts'

export type SummarizeUsageInput = SummaryFilter & {
  /** Default `day`. Both are of UTC. */
  interval?: 'hour' | 'day' | undefined
  /** Absent: one sum for each interval. */
  groupBy?: SummaryGroup | undefined
  /** RFC 3339 UTC; the interval in which it lies is included. Default 30 days or 24 hours before `to`. */
  from?: string | undefined
  /** RFC 3339 UTC; intervals that begin at it or later are not included. Default now. */
  to?: string | undefined
  /** About how many sums at most, 1 to 10,000; an interval is never cut. Default 1,000. */
  limit?: number | undefined
  cursor?: string | undefined
}

export type UsageSummary = {
  interval: 'hour' | 'day'
  groupBy: SummaryGroup | null
  from: string
  to: string
  data: UsageSummaryBucket[]
  nextCursor: string | null
}

const limitDefault = 1_000
/** Rows of rollups that are asked for at most, sources times intervals: added up by the database, and opened one by one. */
const lookupsMax = 1_000_000
const openedMax = 100_000
const groupsMax = 10_000

const intervals = {
  hour: { period: 'hours', stepMs: hourMs, defaultMs: dayMs, bucketsMax: 31 * 24 },
  day: { period: 'days', stepMs: dayMs, defaultMs: 30 * dayMs, bucketsMax: 5 * 366 },
} as const

/**
 * How often keys were verified and what became of it, by hour or day, from rollups alone; what is within reach, oldest
 * first, and only intervals in which something was. Rollups by hour are kept as long as events, by day five years.
 */
export async function summarizeUsage(
  ctx: ReadContext,
  input: SummarizeUsageInput = {},
): Promise<UsageSummary> {
  authorise(ctx.principal, 'usage:read')
  const { interval = 'day', groupBy = null, from, to, limit = limitDefault, cursor, ...filter } = input
  const range = rangeOf({ interval, from, to }, ctx.clock.now())
  const first = cursor === undefined ? range.first : startOf(decodeCursor('summary', cursor, input), range)
  // One bucket is answered whole, so what is asked for is what the largest may have.
  const query = { filter, groupBy, range: { ...range, first }, limit: Math.max(limit, groupsMax) + 1 }
  const sources = await boundedSources(ctx, query)
  const rows = first < range.end ? await sumWithin(ctx, query, sources) : []
  const { buckets, next } = cut(rows.map(toSummaryBucket), {
    limit,
    isCut: rows.length === query.limit,
  })
  return {
    interval,
    groupBy,
    from: toInstant(range.first),
    to: toInstant(range.end),
    data: buckets,
    nextCursor: next === null ? null : encodeCursor('summary', String(next), input),
  }
}

/** What a sum costs is known beforehand, so that none can hold up those of others for seconds. */
async function boundedSources(ctx: ReadContext, query: SummaryQuery): Promise<number> {
  const { first, end, stepMs } = query.range
  const rowsMax = isFacet(query.groupBy) ? openedMax : lookupsMax
  const sourcesMax = Math.floor((rowsMax * stepMs) / Math.max(end - first, stepMs))
  const sources = await countSourcesWithin(ctx.storage.reader, { ...query, most: sourcesMax + 1 }, ctx.reach)
  if (sources <= sourcesMax) return sources
  throw refused(
    '/groupBy',
    `More than ${sourcesMax} groups in so many intervals cannot be summed up at once: narrow by from and to, organizationId, apiId or keyId.`,
  )
}

function sumWithin(
  { storage, reach }: ReadContext,
  query: SummaryQuery,
  sources: number,
): Promise<SummaryRow[]> {
  const { groupBy } = query
  return isFacet(groupBy)
    ? sumFacetsWithin(
        storage.reader,
        { ...query, groupBy },
        { reach, sources, damaged: storage.usage.damaged },
      )
    : sumRollupsWithin(storage.reader, { ...query, groupBy }, reach)
}

function isFacet(groupBy: SummaryGroup | null): groupBy is RollupFacet {
  return groupBy === 'endpoint' || groupBy === 'country'
}

function rangeOf(
  input: { interval: 'hour' | 'day'; from: string | undefined; to: string | undefined },
  now: number,
): SummaryRange {
  const { period, stepMs, defaultMs, bucketsMax } = intervals[input.interval]
  const to = toMs(input.to, '/to') ?? now
  const from = toMs(input.from, '/from') ?? to - defaultMs
  const first = Math.floor(from / stepMs) * stepMs
  const end = Math.ceil(to / stepMs) * stepMs
  if (first >= end) throw refused('/to', 'to lies after from.')
  if ((end - first) / stepMs > bucketsMax) {
    const most = input.interval === 'hour' ? '31 days by hour' : 'five years by day'
    throw refused('/from', `from and to lie at most ${most} apart.`)
  }
  return { period, stepMs, first, end }
}

function startOf(place: string, { first, stepMs }: SummaryRange): number {
  const start = Number(place)
  if (Number.isSafeInteger(start) && start >= first && start % stepMs === 0) return start
  throw refused('/cursor', 'The cursor belongs to another range.')
}

/** Ends a page between two intervals, since a group's share of one is known only from all of it. */
function cut(
  sums: UsageSummaryBucket[],
  { limit, isCut }: { limit: number; isCut: boolean },
): { buckets: UsageSummaryBucket[]; next: number | null } {
  const starts = sums.flatMap(({ at }, index) => (index > 0 && at !== sums[index - 1]?.at ? [index] : []))
  const whole = isCut ? starts.at(-1) : sums.length
  if (whole === undefined)
    throw refused(
      '/groupBy',
      `There are more than ${groupsMax} groups in an interval: narrow by organizationId, apiId or keyId.`,
    )
  const end = whole <= limit ? whole : (starts.findLast(start => start <= limit) ?? starts[0] ?? whole)
  const following = sums[end]
  return { buckets: sums.slice(0, end), next: following ? Date.parse(following.at) : null }
}

function refused(pointer: string, message: string) {
  const fault: FieldError = { pointer, message }
  return invalidInput([fault])
}
