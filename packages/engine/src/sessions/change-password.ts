import { assertRecent } from '../access/assert-recent.ts'
import { sessionEnded } from '../access/assert-standing.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { removeBegunStepsOf } from '../users/begun-step-queries.ts'
import { removeOneTimeTokensOf } from '../users/one-time-token-queries.ts'
import { putPassword } from '../users/password-queries.ts'
import { userTarget } from '../users/user.ts'
import { findUser } from '../users/user-queries.ts'
import { ownerOfAccount } from './account-owner.ts'
import { ended } from './session.ts'
import { changeSession, removeSessions } from './session-queries.ts'

export type ChangePasswordInput = {
  hash: string
  /** SHA-256 of the cookie's new value. */
  digest: Buffer
}

/**
 * Sets the password of the person who asks. Everywhere else they are signed out, links to reset it are void, and so are
 * sign-ins that have begun with the one before.
 */
export async function changePassword(ctx: Context, input: ChangePasswordInput): Promise<Mutated<null>> {
  return mutate(ctx, 'self', async tx => {
    const { userId, session } = ownerOfAccount(ctx.principal)
    assertRecent(ctx.principal, ctx.clock)
    // Sign-ins hold it too, and compare the password then.
    await findUser(tx, userId, 'change')
    await putPassword(tx, { user_id: userId, hash: input.hash, changed_at: ctx.clock.now() })
    for (const purpose of ['password_reset', 'sign_in'] as const)
      await removeOneTimeTokensOf(tx, { userId, purpose })
    await removeBegunStepsOf(tx, userId)
    if (!(await changeSession(tx, session.id, { digest: input.digest }))) throw sessionEnded()
    const others = await removeSessions(tx, { userId, exceptId: session.id })
    const target = userTarget(userId)
    return {
      result: null,
      audit: [
        { action: 'user.password_changed', organizationId: null, target, details: {} },
        ...others.map(row => ended(row, 'password changed')),
      ],
      changes: [],
    }
  })
}
