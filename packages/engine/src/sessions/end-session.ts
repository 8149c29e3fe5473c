import { assertOwnsAccount } from '../access/assert-owns-account.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { assertSignedIn } from './own-session.ts'
import { ended } from './session.ts'
import { removeSessions } from './session-queries.ts'

/** Signs a person out: of the session that asks, or of another one of theirs. */
export async function endSession(
  ctx: Context,
  input: { sessionId?: string | undefined } = {},
): Promise<Mutated<null>> {
  return mutate(ctx, 'self', async tx => {
    const { userId, session } = assertSignedIn(ctx.principal)
    if (input.sessionId !== undefined && input.sessionId !== session.id) assertOwnsAccount(ctx.principal)
    const sessionId = input.sessionId ?? session.id
    const [row] = await removeSessions(tx, { userId, sessionId })
    if (!row) throw notFound()
    return { result: null, audit: [ended(row, 'signed out')], changes: [] }
  })
}
