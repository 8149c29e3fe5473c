import { assertRecent } from '../access/assert-recent.ts'
import { assertVersion } from '../access/assert-version.ts'
import { notFound } from '../errors/engine-error.ts'
import { assertGrantablePermissions } from '../members/grantable-permissions.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { identityProviderTarget, toIdentityProviderView } from './identity-provider.ts'
import {
  endSessionsOfProvider,
  findIdentityProviderOf,
  removeIdentityProvider,
} from './identity-provider-queries.ts'

/** Ends single sign-on of an organization, with the sessions that began there. Its members stay members. */
export async function deleteIdentityProvider(
  ctx: Context,
  input: { organizationId: string; ifVersion?: number | undefined },
): Promise<Mutated<null>> {
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'identity:write', async tx => {
    const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, {
      reach: ctx.reach,
      lock: 'change',
    })
    // Without it people sign in by what an administrator had ruled out: as much power as choosing one.
    assertGrantablePermissions(ctx.principal, ['administer'])
    const row = await findIdentityProviderOf(tx, organizationId, 'change')
    if (!row) throw notFound()
    assertVersion(row, input.ifVersion)
    const before = toIdentityProviderView(row)
    await endSessionsOfProvider(tx, row.id)
    await removeIdentityProvider(tx, row)
    return {
      result: null,
      audit: [
        {
          action: 'identity_provider.deleted',
          organizationId,
          target: identityProviderTarget(row),
          details: { before },
        },
      ],
      changes: [],
    }
  })
}
