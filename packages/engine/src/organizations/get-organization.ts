import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { notFound } from '../errors/engine-error.ts'
import { findBalanceOf } from './load-balances.ts'
import { findOrganizationWithin } from './organization-queries.ts'
import { type OrganizationView, toOrganizationView } from './organization-view.ts'

export async function getOrganization(
  ctx: ReadContext,
  input: { organizationId: string },
): Promise<OrganizationView> {
  authorise(ctx.principal, 'organizations:read')
  const row = await findOrganizationWithin(ctx.storage.lookups, input.organizationId, ctx.reach)
  if (!row) throw notFound()
  const balance = await findBalanceOf(ctx.storage.lookups, row)
  return toOrganizationView(row, { balance, now: ctx.clock.now() })
}
