import { assertRecent } from '../access/assert-recent.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { lockInstallation } from '../storage/installation-queries.ts'
import { removeOneTimeTokensOf } from '../users/one-time-token-queries.ts'
import { assertOwner, assertOwnerMayGo, toOperatorView } from '../users/operator.ts'
import { findOperator, removeOperator } from '../users/operator-queries.ts'
import { userTarget } from '../users/user.ts'
import { ended } from './session.ts'
import { removeSessions } from './session-queries.ts'

/** Takes somebody off the vendor's staff; where they are signed in, their next request is refused. */
export async function deleteOperator(ctx: Context, { userId }: { userId: string }): Promise<Mutated<null>> {
  assertOwner(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    await lockInstallation(tx)
    const row = await findOperator(tx, userId)
    if (!row) throw notFound()
    await assertOwnerMayGo(tx, row)
    await removeOperator(tx, userId)
    await removeOneTimeTokensOf(tx, { userId, purpose: 'sign_in' })
    const sessions = await removeSessions(tx, { userId })
    const target = userTarget(userId)
    return {
      result: null,
      audit: [
        {
          action: 'operator.deleted',
          organizationId: null,
          target,
          details: { before: toOperatorView(row) },
        },
        ...sessions.map(session => ended(session, 'operator removed')),
      ],
      changes: [],
    }
  })
}
