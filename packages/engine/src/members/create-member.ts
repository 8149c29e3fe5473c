import type { MemberPermission } from '@keyturn/core'
import { assertRecent } from '../access/assert-recent.ts'
import { authorise } from '../access/authorise.ts'
import { invalidInput } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { foldEmail } from '../users/user.ts'
import { assertGrantablePermissions } from './grantable-permissions.ts'
import { uninvited } from './invitation.ts'
import { removeInvitationTo } from './invitation-queries.ts'
import { isMemberAlready, type MemberView, memberTarget, permissionFaults, toMemberView } from './member.ts'
import { insertMember } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export type CreateMemberInput = {
  organizationId: string
  email: string
  name?: string | null | undefined
  /** Absent: none. */
  permissions?: MemberPermission[] | undefined
}

/** Adds a person to an organization; an invitation to the same address has served its purpose. */
export async function createMember(ctx: Context, input: CreateMemberInput): Promise<Mutated<MemberView>> {
  authorise(ctx.principal, 'members:write')
  assertRecent(ctx.principal, ctx.clock)
  const permissions = input.permissions ?? []
  const faults = permissionFaults(permissions)
  if (faults.length > 0) throw invalidInput(faults)
  const email = foldEmail(input.email)
  return mutate(
    ctx,
    'members:write',
    async tx => {
      const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, {
        reach: ctx.reach,
        lock: 'change',
      })
      assertGrantablePermissions(ctx.principal, permissions)
      const now = ctx.clock.now()
      const served = await removeInvitationTo(tx, { organizationId, email })
      const row = await insertMember(tx, {
        id: newId('mem', now),
        organization_id: organizationId,
        email,
        name: input.name ?? null,
        permissions: JSON.stringify(permissions),
        created_at: now,
        updated_at: now,
      })
      const result = toMemberView(row)
      const target = memberTarget(row.id)
      return {
        result,
        audit: [
          { action: 'member.created', organizationId, target, details: { after: result } },
          ...served.map(invitation => uninvited(invitation, now)),
        ],
        changes: [],
      }
    },
    { conflicts: { members_email: isMemberAlready } },
  )
}
