import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { assertAdministratorMayGo } from './last-administrator.ts'
import { loadMemberToChange, type MemberChange } from './load-member.ts'
import { memberTarget, toMemberView } from './member.ts'
import { removeMember } from './member-queries.ts'

/** Takes a person out of an organization. Keys that they made stay: keys belong to the organization. */
export async function deleteMember(ctx: Context, input: MemberChange): Promise<Mutated<null>> {
  return mutate(ctx, 'members:write', async tx => {
    const row = await loadMemberToChange(tx, ctx.reach, input)
    const organizationId = row.organization_id
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
