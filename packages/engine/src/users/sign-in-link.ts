import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import type { Tx } from '../storage/storage.ts'
import { insertOneTimeToken, removeOneTimeTokensOf, takeOneTimeToken } from './one-time-token-queries.ts'

/** How long a link that signs somebody in is good, in milliseconds: it is handed over, or stands in a terminal. */
export const signInLinkLifetimeMs = 86_400_000

/** Keeps the digest of a link's token; one that was made before for the same person is void. */
export async function writeSignInLink(
  tx: Tx,
  { userId, digest, now }: { userId: string; digest: Buffer; now: number },
): Promise<void> {
  await removeOneTimeTokensOf(tx, { userId, purpose: 'sign_in' })
  await insertOneTimeToken(tx, {
    id: newId('ott', now),
    purpose: 'sign_in',
    digest,
    user_id: userId,
    expires_at: now + signInLinkLifetimeMs,
    created_at: now,
  })
}

/**
 * Whom a link signs in; it is used up then. The audit log has it as the session that begins.
 *
 * @throws EngineError `invalid_credentials` for a link that is unknown, expired or used.
 */
export async function takeSignInLink(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  { digest }: { digest: Buffer },
): Promise<{ userId: string }> {
  const now = clock.now()
  const row = await storage.transaction(tx => takeOneTimeToken(tx, { purpose: 'sign_in', digest, now }))
  if (row?.user_id) return { userId: row.user_id }
  throw new EngineError(
    'invalid_credentials',
    'This link was used already, or has expired. Ask for another one where you got it.',
  )
}
