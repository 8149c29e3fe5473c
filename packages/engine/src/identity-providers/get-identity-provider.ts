import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import { type IdentityProviderView, toIdentityProviderView } from './identity-provider.ts'
import { findIdentityProviderOf } from './identity-provider-queries.ts'

/** Null where people sign in without one. */
export async function getIdentityProvider(
  ctx: ReadContext,
  input: { organizationId: string },
): Promise<IdentityProviderView | null> {
  authorise(ctx.principal, 'identity:read')
  const { lookups } = ctx.storage
  const { id } = await findPeopledOrganization(lookups, input.organizationId, { reach: ctx.reach })
  const row = await findIdentityProviderOf(lookups, id)
  return row ? toIdentityProviderView(row) : null
}
