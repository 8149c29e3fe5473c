import type { ReadContext } from '../access/read-context.ts'
import { ownerOfAccount } from './account-owner.ts'
import { isAlive, type SessionView, toSessionView } from './session.ts'
import { selectSessionsOf } from './session-queries.ts'

/** Where the person who asks is signed in, the newest first; all of it, as there are few. */
export async function listSessions({ principal, storage, clock }: ReadContext): Promise<SessionView[]> {
  const { userId, session } = ownerOfAccount(principal)
  const rows = await selectSessionsOf(storage.lookups, userId)
  const now = clock.now()
  return rows.filter(row => isAlive(row, now)).map(row => toSessionView(row, session.id))
}
