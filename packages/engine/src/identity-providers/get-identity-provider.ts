import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { notFound } from '../errors/engine-error.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import { type IdentityProviderView, toIdentityProviderView } from './identity-provider.ts'
import { findIdentityProviderOf } from './identity-provider-queries.ts'

export async function getIdentityProvider(
  ctx: ReadContext,
  input: { organizationId: string },
): Promise<IdentityProviderView> {
  authorise(ctx.principal, 'identity:read')
  const { lookups } = ctx.storage
  const { id } = await findPeopledOrganization(lookups, input.organizationId, { reach: ctx.reach })
  const row = await findIdentityProviderOf(lookups, id)
  if (!row) throw notFound()
  return toIdentityProviderView(row)
}
