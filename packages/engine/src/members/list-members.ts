import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { decodeCursor } from '../storage/cursor.ts'
import { foldEmail } from '../users/user.ts'
import { type MemberView, toMemberView } from './member.ts'
import { selectMembersWithin } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export type ListMembersInput = PageInput & { organizationId: string; email?: string | undefined }

/** The people of an organization, newest first. */
export async function listMembers(ctx: ReadContext, input: ListMembersInput): Promise<Page<MemberView>> {
  authorise(ctx.principal, 'members:read')
  const limit = input.limit ?? pageLimitDefault
  const before = input.cursor === undefined ? null : decodeCursor('members', input.cursor, input)
  const { reader } = ctx.storage
  const { id } = await findPeopledOrganization(reader, input.organizationId, { reach: ctx.reach })
  const email = input.email === undefined ? null : foldEmail(input.email)
  const rows = await selectMembersWithin(reader, id, { before, limit: limit + 1, email }, ctx.reach)
  return toPage('members', rows, { limit, filter: input, view: toMemberView })
}
