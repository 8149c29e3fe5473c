import { notFound } from '../errors/engine-error.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import type { Context } from '../mutate/context.ts'
import type { Tx } from '../storage/storage.ts'
import {
  type AccessRequestRow,
  type AccessRequestView,
  statusOfAccess,
  toAccessRequestView,
} from './access-request.ts'
import { type AccessRequestPlace, findAccessRequestWithin } from './access-request-queries.ts'
import { assertOpen } from './request.ts'
import { findNamesWithin } from './request-queries.ts'

/**
 * An access request that is still to be decided, with its organization locked.
 *
 * @throws EngineError `not_found`, also beyond the reach; `conflict` where it is over, with what became of it.
 */
export async function loadOpenAccessRequest(
  ctx: Context,
  tx: Tx,
  place: AccessRequestPlace,
): Promise<AccessRequestRow> {
  await findPeopledOrganization(tx, place.organizationId, { reach: ctx.reach, lock: 'change' })
  const row = await findAccessRequestWithin(tx, place, ctx.reach)
  if (!row) throw notFound()
  assertOpen(statusOfAccess(row, ctx.clock.now()))
  return row
}

/** How it stands in the transaction that has changed it. */
export async function showAccessRequest(
  ctx: Context,
  tx: Tx,
  place: AccessRequestPlace,
): Promise<AccessRequestView> {
  const row = await findAccessRequestWithin(tx, place, ctx.reach)
  if (!row) throw notFound()
  return toAccessRequestView(row, {
    names: await findNamesWithin(tx, [row], ctx.reach),
    now: ctx.clock.now(),
  })
}
