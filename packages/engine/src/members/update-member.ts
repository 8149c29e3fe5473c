import { assertRecent } from '../access/assert-recent.ts'
import { authorise } from '../access/authorise.ts'
import type { Principal } from '../access/principal.ts'
import { invalidInput } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { assertGrantablePermissions } from './grantable-permissions.ts'
import { assertAdministratorMayGo } from './last-administrator.ts'
import { loadMemberToChange, type MemberChange } from './load-member.ts'
import { type MemberInput, type MemberView, memberTarget, permissionFaults, toMemberView } from './member.ts'
import { changeMember } from './member-queries.ts'

export type UpdateMemberInput = MemberChange & { patch: MemberInput }

/**
 * Changes the members given. Permissions that a person has already may stay, whoever gave them. Who gets others is
 * signed out of the organization, but for the session that asks.
 */
export async function updateMember(ctx: Context, input: UpdateMemberInput): Promise<Mutated<MemberView>> {
  authorise(ctx.principal, 'members:write')
  const { name, permissions } = input.patch
  const faults = permissionFaults(permissions ?? [])
  if (faults.length > 0) throw invalidInput(faults)
  if (permissions) assertRecent(ctx.principal, ctx.clock)
  return mutate(
    ctx,
    'members:write',
    async tx => {
      const row = await loadMemberToChange(tx, ctx.reach, input)
      const organizationId = row.organization_id
      const before = toMemberView(row)
      const added = permissions?.filter(permission => !before.permissions.includes(permission)) ?? []
      assertGrantablePermissions(ctx.principal, added)
      if (permissions && !permissions.includes('administer')) {
        await assertAdministratorMayGo(tx, ctx.principal, before)
      }
      const changed = await changeMember(tx, row, {
        ...(name === undefined ? {} : { name }),
        ...(permissions === undefined ? {} : { permissions: JSON.stringify(permissions) }),
        updated_at: ctx.clock.now(),
      })
      const after = toMemberView(changed)
      const ended = isSame(before.permissions, after.permissions)
        ? []
        : await endSessionsOf(tx, row, { reason: 'permissions changed', exceptId: ownSession(ctx.principal) })
      const target = memberTarget(row.id)
      return {
        result: after,
        audit: [{ action: 'member.updated', organizationId, target, details: { before, after } }, ...ended],
        changes: [],
      }
    },
    { ends: 'standing' },
  )
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.toSorted().join() === right.toSorted().join()
}

function ownSession(principal: Principal): string | null {
  return principal.type === 'user' ? (principal.session?.id ?? null) : null
}
