import { sessionEnded } from '../access/assert-standing.ts'
import type { UserPrincipal } from '../access/principal.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { isAlive, isOver, seenEveryMs, toUserPrincipal } from './session.ts'
import { findStanding, touchSession } from './session-queries.ts'

/**
 * Who asks with a session, by the SHA-256 of its cookie's value. It is read at every request and nowhere remembered:
 * what was ended, removed or disabled is over on every node when that was answered. A request may say in which
 * organization it acts; else it is the one that the session is switched to.
 *
 * @throws EngineError `session_ended`; `not_found` where its holder cannot act in the organization of the request.
 */
export async function findSession(
  ctx: Pick<Context, 'storage' | 'clock' | 'request'>,
  digest: Buffer,
  organizationId: string | null = null,
): Promise<UserPrincipal> {
  const row = await findStanding(ctx.storage.lookups, { digest, organizationId })
  const now = ctx.clock.now()
  if (!row || !isAlive(row, now)) throw sessionEnded()
  const principal = toUserPrincipal(row)
  if (!principal) throw organizationId === null || isOver(row) ? sessionEnded() : notFound()
  if (now - row.last_seen_at >= seenEveryMs) await touch(ctx, row.id, now)
  return principal
}

/** A request goes on where its time cannot be written: the session then only ends sooner. */
async function touch(
  { storage, request }: Pick<Context, 'storage' | 'request'>,
  sessionId: string,
  now: number,
): Promise<void> {
  const { ip, userAgent } = request
  const seen = { sessionId, now, before: now - seenEveryMs, ip, userAgent }
  try {
    await storage.transaction(tx => touchSession(tx, seen))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
}
