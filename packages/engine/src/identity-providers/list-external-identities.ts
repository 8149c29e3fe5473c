import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import type { Context } from '../mutate/context.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { selectExternalIdentitiesOf } from './external-identity-queries.ts'

/** Where somebody can come from without a password, as they see it. */
export type ExternalIdentityView = {
  id: string
  organizationId: string
  /** What the provider is called. */
  name: string
  email: string | null
  lastUsedAt: string | null
  createdAt: string
}

/** The identity providers that vouch for the person who asks, newest first. */
export async function listExternalIdentities(
  ctx: Pick<Context, 'storage' | 'principal'>,
): Promise<ExternalIdentityView[]> {
  const { userId } = ownerOfAccount(ctx.principal)
  const rows = await selectExternalIdentitiesOf(ctx.storage.lookups, userId)
  return rows.map(row => ({
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    email: row.email,
    lastUsedAt: toInstantOrNull(row.last_used_at),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
  }))
}
