import { portalEnded } from '../access/assert-standing.ts'
import type { PortalPrincipal } from '../access/principal.ts'
import type { Context } from '../mutate/context.ts'
import { isPortalVoid, toPortalPrincipal } from './portal-session.ts'
import { findPortalStanding } from './portal-session-queries.ts'

/**
 * Who asks from inside of a portal, by its id and the SHA-256 of its cookie's value. It is read at every request and
 * nowhere remembered: what ends it holds on every node when that was answered.
 *
 * @throws EngineError `session_ended`.
 */
export async function findPortalSession(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  presented: { id: string; digest: Buffer },
): Promise<PortalPrincipal> {
  const row = await findPortalStanding(storage.lookups, presented)
  const now = clock.now()
  if (!row || row.expires_at <= now || isPortalVoid(row, now)) throw portalEnded()
  return toPortalPrincipal(row)
}
