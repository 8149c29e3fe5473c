import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import type { AuditEventView } from './audit-event.ts'
import { selectEventsWithin } from './audit-queries.ts'
import type { AuditFilter } from './list-audit-events.ts'
import { toAuditEventView } from './to-audit-event-view.ts'

const pageSize = 500

/**
 * All changes within reach, newest first, page by page as they are asked for: memory holds one page. What is added
 * meanwhile is newer and left out.
 */
export function exportAuditEvents(
  ctx: ReadContext,
  input: AuditFilter = {},
): AsyncGenerator<AuditEventView[], void, undefined> {
  authorise(ctx.principal, 'audit:read')
  return pagesOf(ctx, input)
}

async function* pagesOf(
  ctx: ReadContext,
  { organizationId = null, targetId = null }: { [name in keyof AuditFilter]?: string | null | undefined },
): AsyncGenerator<AuditEventView[], void, undefined> {
  for (let before: string | null = null; ; ) {
    const filter = { organizationId, targetId, before, limit: pageSize }
    const rows = await selectEventsWithin(ctx.storage.reader, filter, ctx.reach)
    const last = rows.at(-1)
    if (last) yield rows.map(row => toAuditEventView(row, ctx.reach))
    if (!last || rows.length < pageSize) return
    before = last.id
  }
}
