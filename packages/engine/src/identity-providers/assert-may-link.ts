import { assertRecent } from '../access/assert-recent.ts'
import type { ReadContext } from '../access/read-context.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'

/** Who may let an identity provider vouch for them: whoever has just proven who they are, in the session that asks. */
export function assertMayLink({ principal, clock }: Pick<ReadContext, 'principal' | 'clock'>): {
  userId: string
  sessionId: string
} {
  const { userId, session } = ownerOfAccount(principal)
  assertRecent(principal, clock)
  return { userId, sessionId: session.id }
}
