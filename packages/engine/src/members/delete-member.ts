import { assertRecent } from '../access/assert-recent.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { assertAdministratorMayGo } from './last-administrator.ts'
import { loadMemberToChange, type MemberChange } from './load-member.ts'
import { memberTarget, toMemberView } from './member.ts'
import { removeMember } from './member-queries.ts'

/**
 * Takes a person out of an organization: where they were signed in to it, their next request is refused. Keys that they
 * made stay, as keys belong to the organization, and say that their maker is gone.
 */
export async function deleteMember(ctx: Context, input: MemberChange): Promise<Mutated<null>> {
  assertRecent(ctx.principal, ctx.clock)
  return mutate(
    ctx,
    'members:write',
    async tx => {
      const row = await loadMemberToChange(tx, ctx.reach, input)
      const organizationId = row.organization_id
      const before = toMemberView(row)
      await assertAdministratorMayGo(tx, ctx.principal, before)
      await removeMember(tx, row)
      const ended = await endSessionsOf(tx, row, { reason: 'removed from the organization' })
      const target = memberTarget(row.id)
      return {
        result: null,
        audit: [{ action: 'member.deleted', organizationId, target, details: { before } }, ...ended],
        changes: [],
      }
    },
    { ends: 'standing' },
  )
}
