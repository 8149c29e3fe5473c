import type { ReadContext } from '../access/read-context.ts'
import { type FieldError, invalidInput } from '../errors/engine-error.ts'
import { scanUsage } from './scan-usage.ts'
import { toUsageEventView, type UsageEventView } from './usage-event-view.ts'
import type { UsageFilter } from './usage-filter.ts'
import { findKeyNames } from './usage-queries.ts'

/** What verifications are narrowed by, as callers say it. */
export type AskedUsageFilter = Omit<UsageFilter, 'from' | 'to'> & {
  /** RFC 3339 UTC; included. */
  from?: string | undefined
  /** RFC 3339 UTC; not included. */
  to?: string | undefined
}

/** Events looked at for one page; with a filter that few match, the page may be short and the list go on. */
const eventsPerPageMax = 20_000

/** The verifications within reach that match and come before an id, newest first, and the id where the next page begins. */
export async function readUsagePage(
  ctx: ReadContext,
  { from, to, ...rest }: AskedUsageFilter,
  { before, limit }: { before: string | null; limit: number },
): Promise<{ data: UsageEventView[]; next: string | null }> {
  const filter = { ...rest, from: toMs(from, '/from'), to: toMs(to, '/to') }
  const scan = { filter, reach: ctx.reach, before, limit, eventsMax: eventsPerPageMax }
  const { events, next } = await scanUsage(ctx.storage.usage, scan)
  const keyIds = new Set(events.flatMap(({ row }) => row.key_id ?? []))
  const names = await findKeyNames(ctx.storage.reader, [...keyIds])
  const data = events.map(({ row, outcome }) => {
    const keyName = names.get(row.key_id ?? '') ?? null
    return toUsageEventView(row, { keyName, outcome })
  })
  return { data, next }
}

export function toMs(instant: string | undefined, pointer: string): number | undefined {
  if (instant === undefined) return undefined
  const ms = Date.parse(instant)
  if (!Number.isNaN(ms)) return ms
  const fault: FieldError = { pointer, message: 'Give an RFC 3339 instant, such as 2026-11-20T00:00:00Z.' }
  throw invalidInput([fault])
}
