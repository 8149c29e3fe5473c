import { assertRecent } from '../access/assert-recent.ts'
import { authorise } from '../access/authorise.ts'
import { type AuditDraft, detailsErased } from '../audit/audit-event.ts'
import { eraseDetails, findErasure, hasDetails } from '../audit/audit-queries.ts'
import { Yielding } from '../clock/yielding.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { removeReplaysOf } from '../mutate/replay-queries.ts'
import { assertUnconfined } from './assert-may-change.ts'
import { findOrganizationOfAnyTimeWithin } from './organization-queries.ts'
import { erasePortalNames } from './portal-name-queries.ts'

const sliceSize = 500

/**
 * Erases the details of what is written down about an organization that was deleted: what its things were like before
 * and after, and who its people were; and with them the names of people in portals, wherever they stand, and the answers
 * that are kept for repeated requests. What was done when stays, and the chain verifies: an event in it says that they were
 * erased, before the first of them is. Done again, it goes on where it was broken off.
 *
 * @throws EngineError `conflict` for an organization that was not deleted.
 */
export async function eraseAuditDetails(
  ctx: Context,
  { organizationId }: { organizationId: string },
): Promise<Mutated<null>> {
  authorise(ctx.principal, 'organizations:write')
  const { storage } = ctx
  const mutated = await mutate<null>(ctx, 'organizations:write', async tx => {
    const row = await findOrganizationOfAnyTimeWithin(tx, organizationId, ctx.reach)
    if (!row) throw notFound()
    assertUnconfined(ctx.reach)
    if (row.deleted_at === null) throw isThere()
    assertRecent(ctx.principal, ctx.clock)
    await erasePortalNames(tx, row.id)
    if (!(await hasDetails(tx, row.id))) return { result: null, audit: [], changes: [] }
    const target = { type: 'organization' as const, id: row.id, name: row.name }
    const draft: AuditDraft = { action: detailsErased, organizationId: row.id, target, details: {} }
    return { result: null, audit: [draft], changes: [] }
  })
  await removeReplaysOf(storage, organizationId)
  const before = await findErasure(storage.lookups, organizationId)
  const turns = new Yielding()
  const slice = { chainId: organizationId, before, limit: sliceSize }
  while ((await storage.transaction(tx => eraseDetails(tx, slice))) === sliceSize) await turns.now()
  return mutated
}

function isThere(): EngineError {
  return new EngineError(
    'conflict',
    'The organization is there, and so is what is written down about it. Delete the organization first.',
  )
}
