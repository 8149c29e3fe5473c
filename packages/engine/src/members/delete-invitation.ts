import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { uninvited } from './invitation.ts'
import { findInvitationWithin, type InvitationPlace, removeInvitation } from './invitation-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

/** Withdraws an invitation. */
export async function deleteInvitation(ctx: Context, input: InvitationPlace): Promise<Mutated<null>> {
  return mutate(ctx, 'members:write', async tx => {
    const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, {
      reach: ctx.reach,
    })
    const { invitationId } = input
    const row = await findInvitationWithin(tx, { organizationId, invitationId }, ctx.reach, 'change')
    if (!row) throw notFound()
    await removeInvitation(tx, row.id)
    return { result: null, audit: [uninvited(row, ctx.clock.now())], changes: [] }
  })
}
