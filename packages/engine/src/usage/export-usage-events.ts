import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import type { UsageEventView } from './usage-event-view.ts'
import { type AskedUsageFilter, readUsagePage, toMs } from './usage-page.ts'

const pageSize = 500

/**
 * All verifications within reach that match, newest first, page by page as they are asked for: memory holds one page.
 * What is added meanwhile is newer and left out. Throws for a filter that makes no sense before the first page.
 */
export function exportUsageEvents(
  ctx: ReadContext,
  filter: AskedUsageFilter = {},
): AsyncGenerator<UsageEventView[], void, undefined> {
  authorise(ctx.principal, 'usage:read')
  toMs(filter.from, '/from')
  toMs(filter.to, '/to')
  return pagesOf(ctx, filter)
}

async function* pagesOf(
  ctx: ReadContext,
  filter: AskedUsageFilter,
): AsyncGenerator<UsageEventView[], void, undefined> {
  let before: string | null = null
  do {
    const page: Awaited<ReturnType<typeof readUsagePage>> = await readUsagePage(ctx, filter, {
      before,
      limit: pageSize,
    })
    if (page.data.length > 0) yield page.data
    before = page.next
  } while (before !== null)
}
