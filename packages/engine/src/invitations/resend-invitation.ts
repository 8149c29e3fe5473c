import { assertRecent } from '../access/assert-recent.ts'
import { authorise } from '../access/authorise.ts'
import { actorOf } from '../access/principal.ts'
import { notFound } from '../errors/engine-error.ts'
import { announceInvitation } from '../members/announce-invitation.ts'
import { assertGrantablePermissions } from '../members/grantable-permissions.ts'
import {
  type InvitationView,
  invitationLifetimeMs,
  invitationTarget,
  toInvitationView,
} from '../members/invitation.ts'
import { findInvitationWithin, type InvitationPlace } from '../members/invitation-queries.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { countAttempts } from '../users/attempts.ts'
import { renewInvitation } from './open-invitation-queries.ts'

/** Sends an invitation again, good for seven more days. Links that were sent before open nothing any more. */
export async function resendInvitation(
  ctx: Context,
  input: InvitationPlace,
): Promise<Mutated<InvitationView>> {
  const { invitationId } = input
  authorise(ctx.principal, 'members:write')
  assertRecent(ctx.principal, ctx.clock)
  await countAttempts(ctx, [{ subject: ['resend', invitationId], max: 5, windowSeconds: 3_600 }])
  return mutate(ctx, 'members:write', async tx => {
    const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, {
      reach: ctx.reach,
      lock: 'change',
    })
    const row = await findInvitationWithin(tx, { organizationId, invitationId }, ctx.reach, 'change')
    if (!row) throw notFound()
    const now = ctx.clock.now()
    const before = toInvitationView(row, now)
    assertGrantablePermissions(ctx.principal, before.permissions)
    const invited_by = JSON.stringify(actorOf(ctx.principal))
    const renewed = await renewInvitation(tx, row.id, { expires_at: now + invitationLifetimeMs, invited_by })
    await announceInvitation(ctx, tx, renewed)
    const after = toInvitationView(renewed, now)
    const target = invitationTarget(row.id)
    return {
      result: after,
      audit: [{ action: 'member.invited', organizationId, target, details: { before, after } }],
      changes: [],
    }
  })
}
