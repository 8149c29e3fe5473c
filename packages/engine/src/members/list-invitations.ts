import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { decodeCursor } from '../storage/cursor.ts'
import { type InvitationView, toInvitationView } from './invitation.ts'
import { selectInvitationsWithin } from './invitation-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export type ListInvitationsInput = PageInput & { organizationId: string }

/** Who is invited to an organization and did not join yet, newest first; expired ones included. */
export async function listInvitations(
  ctx: ReadContext,
  input: ListInvitationsInput,
): Promise<Page<InvitationView>> {
  authorise(ctx.principal, 'members:read')
  const limit = input.limit ?? pageLimitDefault
  const before = input.cursor === undefined ? null : decodeCursor('invitations', input.cursor, input)
  const { reader } = ctx.storage
  const { id } = await findPeopledOrganization(reader, input.organizationId, { reach: ctx.reach })
  const rows = await selectInvitationsWithin(reader, id, { before, limit: limit + 1 }, ctx.reach)
  const now = ctx.clock.now()
  return toPage('invitations', rows, { limit, filter: input, view: row => toInvitationView(row, now) })
}
