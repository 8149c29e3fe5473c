import { authorise } from '../access/authorise.ts'
import { invalidInput } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { assertGrantablePermissions } from './grantable-permissions.ts'
import { assertAdministratorMayGo } from './last-administrator.ts'
import { loadMemberToChange, type MemberChange } from './load-member.ts'
import { type MemberInput, type MemberView, memberTarget, permissionFaults, toMemberView } from './member.ts'
import { changeMember } from './member-queries.ts'

export type UpdateMemberInput = MemberChange & { patch: MemberInput }

/** Changes the members given. Permissions that a person has already may stay, whoever gave them. */
export async function updateMember(ctx: Context, input: UpdateMemberInput): Promise<Mutated<MemberView>> {
  authorise(ctx.principal, 'members:write')
  const { name, permissions } = input.patch
  const faults = permissionFaults(permissions ?? [])
  if (faults.length > 0) throw invalidInput(faults)
  return mutate(ctx, 'members:write', async tx => {
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
    const target = memberTarget(row.id)
    return {
      result: after,
      audit: [{ action: 'member.updated', organizationId, target, details: { before, after } }],
      changes: [],
    }
  })
}
