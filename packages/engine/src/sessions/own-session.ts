import { sessionEnded } from '../access/assert-standing.ts'
import type { Principal, UserPrincipal, UserSession } from '../access/principal.ts'

/** The person who asks, with their session. @throws EngineError `session_ended` for everybody else. */
export function assertSignedIn(principal: Principal): UserPrincipal & { session: UserSession } {
  if (principal.type !== 'user' || principal.session === null) throw sessionEnded()
  return { ...principal, session: principal.session }
}
