import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import type { Tx } from '../storage/storage.ts'
import { assertOpen } from './request.ts'
import { findNamesWithin } from './request-queries.ts'
import {
  type ResetRequestRow,
  type ResetRequestView,
  statusOfReset,
  toResetRequestView,
} from './reset-request.ts'
import { findResetRequestWithin } from './reset-request-queries.ts'

/**
 * A reset request that is still to be decided.
 *
 * @throws EngineError `not_found`, also beyond the reach; `conflict` where it is over, with what became of it.
 */
export async function loadOpenResetRequest(
  ctx: Context,
  tx: Tx,
  requestId: string,
): Promise<ResetRequestRow> {
  const row = await findResetRequestWithin(tx, requestId, ctx.reach)
  if (!row) throw notFound()
  assertOpen(statusOfReset(row, ctx.clock.now()))
  return row
}

/** How it stands in the transaction that has changed it. */
export async function showResetRequest(ctx: Context, tx: Tx, requestId: string): Promise<ResetRequestView> {
  const row = await findResetRequestWithin(tx, requestId, ctx.reach)
  if (!row) throw notFound()
  return toResetRequestView(row, { names: await findNamesWithin(tx, [row], ctx.reach), now: ctx.clock.now() })
}
