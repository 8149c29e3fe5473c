import { actorOf } from '../access/principal.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { loadOpenResetRequest, showResetRequest } from './load-reset-request.ts'
import { closeRequest } from './request-queries.ts'
import { type ResetRequestView, resetRequestEvent } from './reset-request.ts'
import { tellAsker } from './tell-people.ts'

/** Leaves a key as it is and says why to whoever asked for its reset. */
export async function declineResetRequest(
  ctx: Context,
  { requestId, reason }: { requestId: string; reason: string },
): Promise<Mutated<ResetRequestView>> {
  return mutate(ctx, 'keys:write', async tx => {
    const row = await loadOpenResetRequest(ctx, tx, requestId)
    await closeRequest(tx, row.id, {
      status: 'declined',
      decided_by: JSON.stringify(actorOf(ctx.principal)),
      decided_at: ctx.clock.now(),
      decision_reason: reason,
    })
    await tellAsker(ctx, tx, row)
    const result = await showResetRequest(ctx, tx, row.id)
    return { result, audit: [resetRequestEvent('reset_request.declined', result)], changes: [] }
  })
}
