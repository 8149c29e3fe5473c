import { personPrincipal } from '../access/principal.ts'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import { findSessionOf } from '../sessions/session-queries.ts'
import { isMemberOf } from '../users/membership-queries.ts'
import { type AdmitVouchedInput, findAsked, refusal } from './admit-vouched.ts'
import { findExternalIdentity, insertExternalIdentity } from './external-identity-queries.ts'

export type LinkVouchedInput = AdmitVouchedInput & {
  /** Who asked for it, in which session; both were there when the provider was asked. */
  userId: string
  sessionId: string
}

/**
 * Lets somebody who is signed in, and a member, come through the identity provider of the organization as well. They
 * have proven both, so the provider's address for them decides nothing.
 */
export async function linkVouched(ctx: Context, input: LinkVouchedInput): Promise<Mutated<null>> {
  const { userId, sessionId, organizationId, vouched } = input
  return mutate({ ...ctx, principal: personPrincipal(userId) }, 'self', async tx => {
    const provider = await findAsked(tx, input)
    const session = await findSessionOf(tx, { userId, sessionId }, 'share')
    if (!session || !(await isMemberOf(tx, { userId, organizationId }))) throw refusal()
    const { subject, verifiedEmail } = vouched
    const known = await findExternalIdentity(tx, { identityProviderId: provider.id, subject })
    if (known && known.user_id !== userId) throw isSomebodyElses()
    if (known) return { result: null, audit: [], changes: [] }
    const now = ctx.clock.now()
    const id = newId('ext', now)
    await insertExternalIdentity(tx, {
      id,
      user_id: userId,
      identity_provider_id: provider.id,
      organization_id: organizationId,
      subject,
      email: verifiedEmail,
      created_at: now,
    })
    const details = { organizationId, identityProviderId: provider.id, identityId: id }
    return { result: null, audit: [personalEvent('user.identity_linked', userId, details)], changes: [] }
  })
}

function isSomebodyElses(): EngineError {
  return new EngineError(
    'conflict',
    'Whom the identity provider vouches for signs in with another account here.',
  )
}
