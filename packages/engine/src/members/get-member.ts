import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { notFound } from '../errors/engine-error.ts'
import { type MemberView, toMemberView } from './member.ts'
import { findMemberWithin, type MemberPlace } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export async function getMember(ctx: ReadContext, input: MemberPlace): Promise<MemberView> {
  authorise(ctx.principal, 'members:read')
  const { lookups } = ctx.storage
  await findPeopledOrganization(lookups, input.organizationId, { reach: ctx.reach })
  const row = await findMemberWithin(lookups, input, ctx.reach)
  if (!row) throw notFound()
  return toMemberView(row)
}
