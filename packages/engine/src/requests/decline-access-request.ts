import { actorOf } from '../access/principal.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { type AccessRequestView, accessRequestEvent } from './access-request.ts'
import type { AccessRequestPlace } from './access-request-queries.ts'
import { loadOpenAccessRequest, showAccessRequest } from './load-access-request.ts'
import { closeRequest } from './request-queries.ts'
import { tellAsker } from './tell-people.ts'

/** Leaves a member's permissions as they are and says why. */
export async function declineAccessRequest(
  ctx: Context,
  { reason, ...place }: AccessRequestPlace & { reason: string },
): Promise<Mutated<AccessRequestView>> {
  return mutate(ctx, 'members:write', async tx => {
    const row = await loadOpenAccessRequest(ctx, tx, place)
    await closeRequest(tx, row.id, {
      status: 'declined',
      decided_by: JSON.stringify(actorOf(ctx.principal)),
      decided_at: ctx.clock.now(),
      decision_reason: reason,
    })
    await tellAsker(ctx, tx, row)
    const result = await showAccessRequest(ctx, tx, place)
    return { result, audit: [accessRequestEvent('access_request.declined', result)], changes: [] }
  })
}
