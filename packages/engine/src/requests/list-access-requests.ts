import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import { decodeCursor } from '../storage/cursor.ts'
import { type AccessRequestView, toAccessRequestView } from './access-request.ts'
import { type AccessRequestFilter, selectAccessRequestsWithin } from './access-request-queries.ts'
import { findNamesWithin } from './request-queries.ts'

export type ListAccessRequestsInput = PageInput & Omit<AccessRequestFilter, 'memberId'>

/** Who asked for which permission in an organization, and what became of that; newest first. */
export async function listAccessRequests(
  ctx: ReadContext,
  input: ListAccessRequestsInput,
): Promise<Page<AccessRequestView>> {
  authorise(ctx.principal, 'members:read')
  const limit = input.limit ?? pageLimitDefault
  const before = input.cursor === undefined ? null : decodeCursor('access', input.cursor, input)
  const { reader } = ctx.storage
  await findPeopledOrganization(reader, input.organizationId, { reach: ctx.reach })
  const now = ctx.clock.now()
  const page = { filter: input, before, limit: limit + 1, now }
  const rows = await selectAccessRequestsWithin(reader, page, ctx.reach)
  const names = await findNamesWithin(reader, rows, ctx.reach)
  return toPage('access', rows, {
    limit,
    filter: input,
    view: row => toAccessRequestView(row, { names, now }),
  })
}
