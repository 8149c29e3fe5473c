import { assertRecent } from '../access/assert-recent.ts'
import { assertVersion } from '../access/assert-version.ts'
import { removeDataKeyOf } from '../envelope/data-key-queries.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { assertUnconfined } from './assert-may-change.ts'
import { findBalanceOf } from './load-balances.ts'
import {
  changeOrganization,
  endKeysOf,
  eraseCiphertextsOf,
  findOrganizationWithin,
} from './organization-queries.ts'
import { toOrganizationView } from './organization-view.ts'

/**
 * Ends every key of an organization and hides it. Its logs stay; its external id is free again. Its data key goes, and
 * with it whatever could have been shown again, also from copies of the database once the KEK is another one.
 */
export async function deleteOrganization(
  ctx: Context,
  input: { organizationId: string; ifVersion?: number | undefined },
): Promise<Mutated<null>> {
  return mutate(ctx, 'organizations:write', async tx => {
    const row = await findOrganizationWithin(tx, input.organizationId, ctx.reach, 'change')
    if (!row) throw notFound()
    assertUnconfined(ctx.reach)
    assertVersion(row, input.ifVersion)
    if (row.builtin)
      throw new EngineError('conflict', 'The organization that operates Keyturn cannot be deleted.')
    assertRecent(ctx.principal, ctx.clock)
    const now = ctx.clock.now()
    const revokedKeys = await endKeysOf(tx, row.id, { at: now, reason: 'The organization was deleted.' })
    await eraseCiphertextsOf(tx, row.id)
    await removeDataKeyOf(tx, row.id)
    await changeOrganization(tx, row, { deleted_at: now, updated_at: now })
    const target = { type: 'organization' as const, id: row.id, name: row.name }
    const balance = await findBalanceOf(tx, row)
    const details = { before: toOrganizationView(row, { balance, now }), revokedKeys }
    return {
      result: null,
      audit: [{ action: 'organization.deleted', organizationId: row.id, target, details }],
      changes: [{ kind: 'organization', id: row.id }],
    }
  })
}
