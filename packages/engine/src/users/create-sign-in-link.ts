import type { Context } from '../mutate/context.ts'
import { writeSignInLink } from './sign-in-link.ts'
import { foldEmail } from './user.ts'
import { findUserByEmail } from './user-queries.ts'

/**
 * Keeps a link that signs in somebody who has an account, as whom sample data is looked at. False where nobody has that
 * address any more, or is disabled. No call from outside gets here.
 */
export async function createSignInLink(
  { storage, clock, principal }: Context,
  { email, digest }: { email: string; digest: Buffer },
): Promise<boolean> {
  if (principal.type !== 'system') throw new Error('a link that was asked for from outside')
  return storage.transaction(async tx => {
    const user = await findUserByEmail(tx, foldEmail(email))
    if (!user || user.disabled_at !== null) return false
    await writeSignInLink(tx, { userId: user.id, digest, now: clock.now() })
    return true
  })
}
