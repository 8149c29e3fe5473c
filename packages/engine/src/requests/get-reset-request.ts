import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { notFound } from '../errors/engine-error.ts'
import { findNamesWithin } from './request-queries.ts'
import { type ResetRequestView, toResetRequestView } from './reset-request.ts'
import { findResetRequestWithin } from './reset-request-queries.ts'

export async function getResetRequest(
  ctx: ReadContext,
  { requestId }: { requestId: string },
): Promise<ResetRequestView> {
  authorise(ctx.principal, 'keys:read')
  const { lookups } = ctx.storage
  const row = await findResetRequestWithin(lookups, requestId, ctx.reach)
  if (!row) throw notFound()
  return toResetRequestView(row, {
    names: await findNamesWithin(lookups, [row], ctx.reach),
    now: ctx.clock.now(),
  })
}
