import { actorOf } from '../access/principal.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { loadOpenResetRequest, showResetRequest } from './load-reset-request.ts'
import { assertAsker, assertMayAsk } from './request.ts'
import { closeRequest } from './request-queries.ts'
import { type ResetRequestView, resetRequestEvent } from './reset-request.ts'

/** Takes back what one has asked for oneself. */
export async function withdrawResetRequest(
  ctx: Context,
  { requestId }: { requestId: string },
): Promise<Mutated<ResetRequestView>> {
  assertMayAsk(ctx.principal)
  return mutate(ctx, 'keys:read', async tx => {
    const row = await loadOpenResetRequest(ctx, tx, requestId)
    assertAsker(row, actorOf(ctx.principal))
    await closeRequest(tx, row.id, { status: 'withdrawn' })
    const result = await showResetRequest(ctx, tx, row.id)
    return { result, audit: [resetRequestEvent('reset_request.withdrawn', result)], changes: [] }
  })
}
