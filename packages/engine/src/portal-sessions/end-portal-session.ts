import { portalEnded } from '../access/assert-standing.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, type Mutation, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { assertInPortal } from './get-portal-session.ts'
import { portalSessionTarget } from './portal-session.ts'
import { removePortalSession } from './portal-session-queries.ts'

/** Closes the portal that asks. Nothing accepts its cookie any more. */
export async function endPortalSession(ctx: Context): Promise<Mutated<null>> {
  const end = async (tx: Tx): Promise<Mutation<null>> => {
    const row = await removePortalSession(tx, assertInPortal(ctx.principal).portalSessionId)
    if (!row) throw portalEnded()
    const { organization_id: organizationId } = row
    const target = portalSessionTarget(row.id)
    return {
      result: null,
      audit: [{ action: 'portal_session.ended', organizationId, target, details: {} }],
      changes: [],
    }
  }
  return mutate(ctx, 'portal', end, { ends: 'standing' })
}
