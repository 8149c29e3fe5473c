import { personPrincipal } from '../access/principal.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { removeBegunStepsOf } from '../users/begun-step-queries.ts'
import { removeOneTimeTokensOf, takeOneTimeToken } from '../users/one-time-token-queries.ts'
import { putPassword } from '../users/password-queries.ts'
import { userTarget } from '../users/user.ts'
import { changeUser, findUser } from '../users/user-queries.ts'
import { linkGone } from './find-reset-holder.ts'
import { ended } from './session.ts'
import { removeSessions } from './session-queries.ts'

/**
 * Sets the password of whoever holds the link: it works once, ends every session and voids every other link to sign in, and every
 * sign-in that has begun.
 * Second factors stay, and are asked for at the next sign-in.
 */
export async function resetPassword(
  ctx: Context,
  input: { userId: string; digest: Buffer; hash: string },
): Promise<Mutated<null>> {
  const { userId, digest, hash } = input
  return mutate({ ...ctx, principal: personPrincipal(userId) }, 'self', async tx => {
    const now = ctx.clock.now()
    const user = await findUser(tx, userId, 'change')
    const token = await takeOneTimeToken(tx, { purpose: 'password_reset', digest, now })
    if (!user || user.disabled_at !== null || token?.user_id !== userId) throw linkGone()
    // Holding the link proves the address, as it went there and nowhere else.
    if (user.email_verified_at === null && token.email === user.email)
      await changeUser(tx, user, { email_verified_at: now })
    await putPassword(tx, { user_id: userId, hash, changed_at: now })
    for (const purpose of ['password_reset', 'sign_in'] as const)
      await removeOneTimeTokensOf(tx, { userId, purpose })
    await removeBegunStepsOf(tx, userId)
    const sessions = await removeSessions(tx, { userId })
    const target = userTarget(userId)
    const details = { byMail: true }
    return {
      result: null,
      audit: [
        { action: 'user.password_changed', organizationId: null, target, details },
        ...sessions.map(row => ended(row, 'password reset')),
      ],
      changes: [],
    }
  })
}
