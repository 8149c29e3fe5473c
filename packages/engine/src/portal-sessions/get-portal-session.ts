import { portalEnded } from '../access/assert-standing.ts'
import { authorise } from '../access/authorise.ts'
import type { PortalPrincipal, Principal } from '../access/principal.ts'
import type { ReadContext } from '../access/read-context.ts'
import { type PortalSessionView, toPortalSessionView } from './portal-session.ts'
import { findPortalById } from './portal-session-queries.ts'

/** The portal that asks: who is in it, what they may do there, and where they came from. */
export async function getPortalSession({ principal, storage }: ReadContext): Promise<PortalSessionView> {
  const row = await findPortalById(storage.lookups, assertInPortal(principal).portalSessionId)
  if (!row) throw portalEnded()
  return toPortalSessionView(row)
}

/** Who is in a portal. @throws EngineError `insufficient_permission` for everybody else. */
export function assertInPortal(principal: Principal): PortalPrincipal {
  authorise(principal, 'portal')
  if (principal.type !== 'portal') throw portalEnded()
  return principal
}
