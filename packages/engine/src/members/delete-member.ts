import { assertVersion } from '../access/assert-version.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { memberTarget } from './create-member.ts'
import { assertAdministratorMayGo } from './last-administrator.ts'
import { toMemberView } from './member.ts'
import { findMemberWithin, type MemberPlace, removeMember } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

/** Takes a person out of an organization. Keys that they made stay: keys belong to the organization. */
export async function deleteMember(
  ctx: Context,
  input: MemberPlace & { ifVersion?: number | undefined },
): Promise<Mutated<null>> {
  return mutate(ctx, 'members:write', async tx => {
    const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, {
      reach: ctx.reach,
      lock: 'change',
    })
    const row = await findMemberWithin(tx, { organizationId, memberId: input.memberId }, ctx.reach, 'change')
    if (!row) throw notFound()
    assertVersion(row, input.ifVersion)
    const before = toMemberView(row)
    await assertAdministratorMayGo(tx, ctx.principal, before)
    await removeMember(tx, row)
    return {
      result: null,
      audit: [
        { action: 'member.deleted', organizationId, target: memberTarget(row.id), details: { before } },
      ],
      changes: [],
    }
  })
}
