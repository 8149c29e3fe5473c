import { assertVersion } from '../access/assert-version.ts'
import { authorise } from '../access/authorise.ts'
import { invalidInput, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { memberTarget } from './create-member.ts'
import { assertGrantablePermissions } from './grantable-permissions.ts'
import { assertAdministratorMayGo } from './last-administrator.ts'
import { type MemberInput, type MemberView, permissionFaults, toMemberView } from './member.ts'
import { changeMember, findMemberWithin, type MemberPlace } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export type UpdateMemberInput = MemberPlace & { ifVersion?: number | undefined; patch: MemberInput }

/** Changes the members given. Permissions that a person has already may stay, whoever gave them. */
export async function updateMember(ctx: Context, input: UpdateMemberInput): Promise<Mutated<MemberView>> {
  authorise(ctx.principal, 'members:write')
  const { name, permissions } = input.patch
  const faults = permissionFaults(permissions ?? [])
  if (faults.length > 0) throw invalidInput(faults)
  return mutate(ctx, 'members:write', async tx => {
    const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, {
      reach: ctx.reach,
      lock: 'change',
    })
    const row = await findMemberWithin(tx, { organizationId, memberId: input.memberId }, ctx.reach, 'change')
    if (!row) throw notFound()
    assertVersion(row, input.ifVersion)
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
