import type { MemberPermission } from '@keyturn/core'
import { authorise } from '../access/authorise.ts'
import { actorOf } from '../access/principal.ts'
import { EngineError, invalidInput } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { assertGrantablePermissions } from './grantable-permissions.ts'
import {
  type InvitationView,
  invitationLifetimeMs,
  invitationTarget,
  toInvitationView,
} from './invitation.ts'
import { insertInvitation, removeInvitationTo } from './invitation-queries.ts'
import { foldEmail, isMemberAlready, permissionFaults } from './member.ts'
import { hasMemberWithEmail } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export type CreateInvitationInput = {
  organizationId: string
  email: string
  /** Absent: none. */
  permissions?: MemberPermission[] | undefined
}

/** Writes down that somebody may join an organization, for seven days. One address is invited once at a time. */
export async function createInvitation(
  ctx: Context,
  input: CreateInvitationInput,
): Promise<Mutated<InvitationView>> {
  authorise(ctx.principal, 'members:write')
  const permissions = input.permissions ?? []
  const faults = permissionFaults(permissions)
  if (faults.length > 0) throw invalidInput(faults)
  const email = foldEmail(input.email)
  return mutate(
    ctx,
    'members:write',
    async tx => {
      const place = { reach: ctx.reach, lock: 'change' as const }
      const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, place)
      assertGrantablePermissions(ctx.principal, permissions)
      if (await hasMemberWithEmail(tx, { organizationId, email })) throw isMemberAlready()
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
