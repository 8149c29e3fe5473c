import { assertRecent } from '../access/assert-recent.ts'
import { assertVersion } from '../access/assert-version.ts'
import { authorise } from '../access/authorise.ts'
import { defined } from '../access/defined.ts'
import { invalidInput, notFound } from '../errors/engine-error.ts'
import { type CreditBalanceRow, toCreditBalance } from '../limits/credit-balance.ts'
import { deleteCreditBalance, setCreditBalance } from '../limits/credit-queries.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { assertKeepsOperating, assertMayChange } from './assert-may-change.ts'
import { externalIdTaken } from './create-organization.ts'
import { findBalanceOf } from './load-balances.ts'
import { type OrganizationInput, type OrganizationRow, organizationFaults } from './organization.ts'
import { changeOrganization, findOrganizationWithin } from './organization-queries.ts'
import { type OrganizationView, toOrganizationSettings, toOrganizationView } from './organization-view.ts'
import { changedOrganizationColumns } from './to-organization-columns.ts'

export type UpdateOrganizationInput = {
  organizationId: string
  ifVersion?: number | undefined
  patch: OrganizationInput
}

/**
 * Changes the members given; `keyPolicy` is replaced as a whole. Suspending, lowering the ceiling or taking credits
 * holds for all its keys when this answers.
 */
export async function updateOrganization(
  ctx: Context,
  input: UpdateOrganizationInput,
): Promise<Mutated<OrganizationView>> {
  authorise(ctx.principal, 'organizations:write')
  const faults = organizationFaults(input.patch)
  if (faults.length > 0) throw invalidInput(faults)
  // Within an organization a policy is only tightened: who may do that cannot take it back.
  if (input.patch.keyPolicy && ctx.reach.organizationId !== null) assertRecent(ctx.principal, ctx.clock)
  return mutate(
    ctx,
    'organizations:write',
    async tx => {
      const row = await findOrganizationWithin(tx, input.organizationId, ctx.reach, 'change')
      if (!row) throw notFound()
      assertMayChange(ctx.reach, defined(input.patch), toOrganizationSettings(row))
      assertVersion(row, input.ifVersion)
      if (row.builtin) assertKeepsOperating(input.patch)
      const now = ctx.clock.now()
      const balance = await findBalanceOf(tx, row)
      const before = toOrganizationView(row, { balance, now })
      const columns = changedOrganizationColumns(input.patch)
      const changed = await changeOrganization(tx, row, { ...columns, updated_at: now })
      const next = await changeCredits(tx, changed, { balance, credits: input.patch.credits, now })
      const after = toOrganizationView(changed, { balance: next, now })
      const target = { type: 'organization' as const, id: row.id, name: changed.name }
      return {
        result: after,
        audit: [
          { action: 'organization.updated', organizationId: row.id, target, details: { before, after } },
        ],
        changes: [{ kind: 'organization', id: row.id }],
      }
    },
    { conflicts: { organizations_external_id: externalIdTaken } },
  )
}

/** A balance that is given replaces what was spent of the old one; null takes it away. */
async function changeCredits(
  tx: Tx,
  { id, timezone }: OrganizationRow,
  change: {
    balance: CreditBalanceRow | undefined
    credits: OrganizationInput['credits']
    now: number
  },
): Promise<CreditBalanceRow | undefined> {
  if (change.credits === undefined) return change.balance
  if (change.credits === null) {
    await deleteCreditBalance(tx, id)
    return undefined
  }
  const next = toCreditBalance(change.credits, { id, organizationId: id, timezone }, change.now)
  await setCreditBalance(tx, next)
  return next
}
