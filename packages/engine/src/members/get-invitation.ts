import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { notFound } from '../errors/engine-error.ts'
import { type InvitationView, toInvitationView } from './invitation.ts'
import { findInvitationWithin, type InvitationPlace } from './invitation-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export async function getInvitation(ctx: ReadContext, input: InvitationPlace): Promise<InvitationView> {
  authorise(ctx.principal, 'members:read')
  const { lookups } = ctx.storage
  await findPeopledOrganization(lookups, input.organizationId, { reach: ctx.reach })
  const row = await findInvitationWithin(lookups, input, ctx.reach)
  if (!row) throw notFound()
  return toInvitationView(row, ctx.clock.now())
}
