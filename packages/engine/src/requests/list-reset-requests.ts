import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { decodeCursor } from '../storage/cursor.ts'
import { findNamesWithin } from './request-queries.ts'
import { type ResetRequestView, toResetRequestView } from './reset-request.ts'
import { type ResetRequestFilter, selectResetRequestsWithin } from './reset-request-queries.ts'

export type ListResetRequestsInput = PageInput & ResetRequestFilter

/** Which keys were asked to be reset, and what became of that; newest first. */
export async function listResetRequests(
  ctx: ReadContext,
  input: ListResetRequestsInput = {},
): Promise<Page<ResetRequestView>> {
  authorise(ctx.principal, 'keys:read')
  const limit = input.limit ?? pageLimitDefault
  const before = input.cursor === undefined ? null : decodeCursor('resets', input.cursor, input)
  const { reader } = ctx.storage
  const now = ctx.clock.now()
  const page = { filter: input, before, limit: limit + 1, now }
  const rows = await selectResetRequestsWithin(reader, page, ctx.reach)
  const names = await findNamesWithin(reader, rows, ctx.reach)
  return toPage('resets', rows, {
    limit,
    filter: input,
    view: row => toResetRequestView(row, { names, now }),
  })
}
