import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { decodeCursor } from '../storage/cursor.ts'
import type { AuditEventView } from './audit-event.ts'
import { selectEventsWithin } from './audit-queries.ts'
import { toAuditEventView } from './to-audit-event-view.ts'

export type AuditFilter = {
  organizationId?: string | undefined
  /** Of one key, API or organization. */
  targetId?: string | undefined
}
export type ListAuditEventsInput = PageInput & AuditFilter

/** The changes within reach, newest first. */
export async function listAuditEvents(
  ctx: ReadContext,
  input: ListAuditEventsInput = {},
): Promise<Page<AuditEventView>> {
  authorise(ctx.principal, 'audit:read')
  const limit = input.limit ?? pageLimitDefault
  const filter = {
    organizationId: input.organizationId ?? null,
    targetId: input.targetId ?? null,
    before: input.cursor === undefined ? null : decodeCursor('audit', input.cursor, input),
    limit: limit + 1,
  }
  const rows = await selectEventsWithin(ctx.storage.reader, filter, ctx.reach)
  return toPage('audit', rows, { limit, filter: input, view: row => toAuditEventView(row, ctx.reach) })
}
