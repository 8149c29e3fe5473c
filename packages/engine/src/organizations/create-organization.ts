import { authorise } from '../access/authorise.ts'
import { EngineError, invalidInput } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { toCreditBalance } from '../limits/credit-balance.ts'
import { insertCreditBalance } from '../limits/credit-queries.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { assertUnconfined } from './assert-may-change.ts'
import { type OrganizationInput, organizationFaults } from './organization.ts'
import { insertOrganization } from './organization-queries.ts'
import { type OrganizationView, toOrganizationView } from './organization-view.ts'
import { toOrganizationColumns } from './to-organization-columns.ts'

export type CreateOrganizationInput = OrganizationInput & { name: string }

/** Adds a customer company. */
export async function createOrganization(
  ctx: Context,
  input: CreateOrganizationInput,
): Promise<Mutated<OrganizationView>> {
  authorise(ctx.principal, 'organizations:write')
  const faults = organizationFaults(input)
  if (faults.length > 0) throw invalidInput(faults)
  assertUnconfined(ctx.reach)
  return mutate(
    ctx,
    'organizations:write',
    async tx => {
      const now = ctx.clock.now()
      const id = newId('org', now)
      const columns = toOrganizationColumns(input)
      const row = await insertOrganization(tx, {
        ...columns,
        id,
        created_at: now,
        updated_at: now,
      })
      const owner = { id, organizationId: id, timezone: row.timezone }
      const balance = input.credits ? toCreditBalance(input.credits, owner, now) : undefined
      if (balance) await insertCreditBalance(tx, balance)
      const result = toOrganizationView(row, { balance, now })
      const target = { type: 'organization' as const, id, name: row.name }
      return {
        result,
        audit: [{ action: 'organization.created', organizationId: id, target, details: { after: result } }],
        changes: [{ kind: 'organization', id }],
      }
    },
    { conflicts: { organizations_external_id: externalIdTaken }, loosening: true },
  )
}

export function externalIdTaken(): EngineError {
  return new EngineError('conflict', 'Another organization has this external id already.')
}
