import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { ownerOfAccount } from './account-owner.ts'
import { ended } from './session.ts'
import { removeSessions } from './session-queries.ts'

/** Signs a person out everywhere but where they ask. Answers how many sessions ended. */
export async function endOtherSessions(ctx: Context): Promise<Mutated<{ ended: number }>> {
  return mutate(ctx, 'self', async tx => {
    const { userId, session } = ownerOfAccount(ctx.principal)
    const rows = await removeSessions(tx, { userId, exceptId: session.id })
    return {
      result: { ended: rows.length },
      audit: rows.map(row => ended(row, 'signed out everywhere else')),
      changes: [],
    }
  })
}
