import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { findOneTimeToken } from '../users/one-time-token-queries.ts'
import { findUser } from '../users/user-queries.ts'

/** Who chooses a new password. */
export type ResetHolder = { userId: string; email: string; name: string | null }

/**
 * Whose password a link resets.
 *
 * @throws EngineError `not_found` for a link that is unknown, expired or used.
 */
export async function findResetHolder(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  { digest }: { digest: Buffer },
): Promise<ResetHolder> {
  const presented = { purpose: 'password_reset' as const, digest, now: clock.now() }
  const token = await findOneTimeToken(storage.lookups, presented)
  const user = token?.user_id ? await findUser(storage.lookups, token.user_id) : undefined
  if (!user || user.disabled_at !== null) throw linkGone()
  return { userId: user.id, email: user.email, name: user.name }
}

/** One answer, whatever became of the link. */
export function linkGone(): EngineError {
  return new EngineError('not_found', 'This link was used already, or has expired. Ask for another one.')
}
