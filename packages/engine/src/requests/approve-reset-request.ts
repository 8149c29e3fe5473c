import { authorise } from '../access/authorise.ts'
import { actorOf } from '../access/principal.ts'
import { giveNewSecret } from '../keys/give-new-secret.ts'
import { findLastUsedWithin } from '../keys/key-queries.ts'
import { loadKeyWithin } from '../keys/load-key.ts'
import type { RotatedKey } from '../keys/rotate-key.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { loadOpenResetRequest, showResetRequest } from './load-reset-request.ts'
import { closeRequest } from './request-queries.ts'
import { type ResetRequestView, resetRequestEvent } from './reset-request.ts'
import { findResetRequestWithin } from './reset-request-queries.ts'
import { tellAsker } from './tell-people.ts'

export type ApproveResetRequestInput = {
  requestId: string
  /** 0 (the default) ends every earlier secret at once; at most 30 days. */
  overlapSeconds?: number | undefined
}

export type ApprovedResetRequest = RotatedKey & { request: ResetRequestView }

/** Resets the key that a request is about, as `rotateKey` does, and closes the request. */
export async function approveResetRequest(
  ctx: Context,
  { requestId, overlapSeconds = 0 }: ApproveResetRequestInput,
): Promise<Mutated<ApprovedResetRequest>> {
  authorise(ctx.principal, 'keys:write')
  const asked = await findResetRequestWithin(ctx.storage.lookups, requestId, ctx.reach)
  const lastUsedAt = asked ? await findLastUsedWithin(ctx.storage, asked.key_id, ctx.reach) : null
  return mutate(ctx, 'keys:write', async tx => {
    const row = await loadOpenResetRequest(ctx, tx, requestId)
    const loaded = await loadKeyWithin(tx, row.key_id, ctx.reach, 'change')
    // Once more: somebody else may have decided, or reset the key, while this waited for it.
    await loadOpenResetRequest(ctx, tx, requestId)
    const { result, audit } = await giveNewSecret(ctx, tx, loaded, { overlapSeconds, lastUsedAt })
    await closeRequest(tx, row.id, {
      status: 'approved',
      decided_by: JSON.stringify(actorOf(ctx.principal)),
      decided_at: ctx.clock.now(),
    })
    await tellAsker(ctx, tx, row)
    const request = await showResetRequest(ctx, tx, row.id)
    return {
      result: { request, ...result },
      secretMembers: ['secret'],
      audit: [resetRequestEvent('reset_request.approved', request), audit],
      changes: [{ kind: 'key', id: row.key_id }],
    }
  })
}
