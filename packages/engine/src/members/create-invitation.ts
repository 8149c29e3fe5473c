import type { MemberPermission } from '@keyturn/core'
import { assertRecent } from '../access/assert-recent.ts'
import { authorise } from '../access/authorise.ts'
import { actorOf } from '../access/principal.ts'
import { EngineError, invalidInput } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { countAttempts } from '../users/attempts.ts'
import { foldEmail } from '../users/user.ts'
import { announceInvitation } from './announce-invitation.ts'
import { assertGrantablePermissions } from './grantable-permissions.ts'
import {
  type InvitationView,
  invitationLifetimeMs,
  invitationTarget,
  toInvitationView,
} from './invitation.ts'
import { invitationLimits } from './invitation-limits.ts'
import { insertInvitation, removeInvitationTo } from './invitation-queries.ts'
import { isMemberAlready, permissionFaults } from './member.ts'
import { hasJoinedWithEmail } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export type CreateInvitationInput = {
  organizationId: string
  email: string
  /** Absent: none. */
  permissions?: MemberPermission[] | undefined
}

/**
 * Invites somebody to an organization, for seven days; who was written down as a member and has not joined may be too.
 * One address is invited once at a time.
 *
 * @throws EngineError `rate_limited` where an organization has invited too many, or an address was invited too often.
 */
export async function createInvitation(
  ctx: Context,
  input: CreateInvitationInput,
): Promise<Mutated<InvitationView>> {
  authorise(ctx.principal, 'members:write')
  assertRecent(ctx.principal, ctx.clock)
  const permissions = input.permissions ?? []
  const faults = permissionFaults(permissions)
  if (faults.length > 0) throw invalidInput(faults)
  const email = foldEmail(input.email)
  // Within reach, or anybody could use up what other organizations have.
  const asked = await findPeopledOrganization(ctx.storage.lookups, input.organizationId, { reach: ctx.reach })
  assertGrantablePermissions(ctx.principal, permissions)
  await countAttempts(ctx, invitationLimits({ organizationId: asked.id, email }))
  return mutate(
    ctx,
    'members:write',
    async tx => {
      const place = { reach: ctx.reach, lock: 'change' as const }
      const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, place)
      if (await hasJoinedWithEmail(tx, { organizationId, email })) throw isMemberAlready()
      const now = ctx.clock.now()
      await removeInvitationTo(tx, { organizationId, email, expiredBy: now })
      const row = await insertInvitation(tx, {
        id: newId('inv', now),
        organization_id: organizationId,
        email,
        permissions: JSON.stringify(permissions),
        invited_by: JSON.stringify(actorOf(ctx.principal)),
        expires_at: now + invitationLifetimeMs,
        created_at: now,
      })
      await announceInvitation(ctx, tx, row)
      const result = toInvitationView(row, now)
      const target = invitationTarget(row.id)
      return {
        result,
        audit: [{ action: 'member.invited', organizationId, target, details: { after: result } }],
        changes: [],
      }
    },
    { conflicts: { invitations_email: isInvitedAlready } },
  )
}

function isInvitedAlready(): EngineError {
  return new EngineError(
    'conflict',
    'This address is invited already. Withdraw that invitation to make another.',
  )
}
