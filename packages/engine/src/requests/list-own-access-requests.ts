import { authorise } from '../access/authorise.ts'
import type { Page, ReadContext } from '../access/read-context.ts'
import { type AccessRequestView, toAccessRequestView } from './access-request.ts'
import { selectAccessRequestsWithin } from './access-request-queries.ts'
import { findNamesWithin } from './request-queries.ts'

/** More than that nobody looks through. */
const shownMax = 50

/** What somebody has asked for in the organization that the session acts in: the newest, on one page. */
export async function listOwnAccessRequests(ctx: ReadContext): Promise<Page<AccessRequestView>> {
  authorise(ctx.principal, 'self')
  const member = ctx.principal.type === 'user' ? ctx.principal.member : null
  if (member === null) return { data: [], nextCursor: null }
  const { reader } = ctx.storage
  const now = ctx.clock.now()
  const filter = { organizationId: member.organizationId, memberId: member.id }
  const rows = await selectAccessRequestsWithin(
    reader,
    { filter, before: null, limit: shownMax, now },
    ctx.reach,
  )
  const names = await findNamesWithin(reader, rows, ctx.reach)
  return { data: rows.map(row => toAccessRequestView(row, { names, now })), nextCursor: null }
}
