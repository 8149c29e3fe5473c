import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { mutate } from '../mutate/mutate.ts'
import {
  isPortalVoid,
  type PortalHome,
  type PortalSessionView,
  portalSessionLifetimeMs,
  portalSessionTarget,
  toPortalHome,
  toPortalPrincipal,
  toPortalSessionView,
} from './portal-session.ts'
import { findPortalStanding, openPortalSession } from './portal-session-queries.ts'

export type RedeemPortalSessionInput = {
  /** SHA-256 of the link's token. */
  linkDigest: Buffer
  /** SHA-256 of the cookie's value. */
  digest: Buffer
}

/** The session that a link has opened; or, of one that was used or is over, where to get another. */
export type RedeemedPortalSession =
  | { status: 'open'; session: PortalSessionView }
  | { status: 'over'; home: PortalHome }

/**
 * Opens a portal by its link: once, on whichever node, and for an hour at most.
 *
 * @throws EngineError `not_found` for a link that nobody made, or that was over long ago; `session_ended` where what it
 * stands on goes away at this moment.
 */
export async function redeemPortalSession(
  ctx: Context,
  { linkDigest, digest }: RedeemPortalSessionInput,
): Promise<RedeemedPortalSession> {
  const found = await findPortalStanding(ctx.storage.lookups, { linkDigest })
  if (!found) throw notFound()
  const now = ctx.clock.now()
  const over: RedeemedPortalSession = { status: 'over', home: toPortalHome(found) }
  if (found.digest !== null || found.expires_at <= now || isPortalVoid(found, now)) return over
  const expiresAt = Math.min(
    now + portalSessionLifetimeMs,
    found.maker_expires_at ?? Number.POSITIVE_INFINITY,
  )
  const asThemselves = { ...ctx, principal: toPortalPrincipal(found) }
  const { result } = await mutate<RedeemedPortalSession>(asThemselves, 'portal', async tx => {
    const row = await openPortalSession(tx, { id: found.id, digest, now, expiresAt })
    if (!row) return { result: over, audit: [], changes: [] }
    const session = toPortalSessionView({ ...found, ...row })
    const details = { expiresAt: session.expiresAt }
    const { organization_id: organizationId } = row
    const target = portalSessionTarget(row.id)
    return {
      result: { status: 'open', session },
      audit: [{ action: 'portal_session.started', organizationId, target, details }],
      changes: [],
    }
  })
  return result
}
