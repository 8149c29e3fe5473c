import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { decodeCursor, encodeCursor } from '../storage/cursor.ts'
import type { UsageEventView } from './usage-event-view.ts'
import { type AskedUsageFilter, readUsagePage } from './usage-page.ts'

export type ListUsageEventsInput = PageInput & AskedUsageFilter

/** The verifications within reach that match, newest first. A page may be short; only `nextCursor: null` ends. */
export async function listUsageEvents(
  ctx: ReadContext,
  input: ListUsageEventsInput = {},
): Promise<Page<UsageEventView>> {
  authorise(ctx.principal, 'usage:read')
  const { limit = pageLimitDefault, cursor, ...filter } = input
  const before = cursor === undefined ? null : decodeCursor('usage', cursor, input)
  const { data, next } = await readUsagePage(ctx, filter, { before, limit })
  return { data, nextCursor: next === null ? null : encodeCursor('usage', next, input) }
}
