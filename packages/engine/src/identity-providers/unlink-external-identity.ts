import { assertRecent } from '../access/assert-recent.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { removeExternalIdentity, removeSessionsBegunAt } from './external-identity-queries.ts'

/** An identity provider vouches for the person no more; what they began there ends. */
export async function unlinkExternalIdentity(
  ctx: Context,
  input: { identityId: string },
): Promise<Mutated<null>> {
  const { userId } = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    const row = await removeExternalIdentity(tx, { userId, identityId: input.identityId })
    if (!row) throw notFound()
    const identityProviderId = row.identity_provider_id
    await removeSessionsBegunAt(tx, { userId, identityProviderId })
    const details = { organizationId: row.organization_id, identityProviderId, identityId: row.id }
    return { result: null, audit: [personalEvent('user.identity_unlinked', userId, details)], changes: [] }
  })
}
