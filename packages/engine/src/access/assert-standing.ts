import { EngineError } from '../errors/engine-error.ts'
import type { RowLock } from '../storage/row-lock.ts'
import type { Tx } from '../storage/storage.ts'
import type { Principal } from './principal.ts'
import { isInPortalStill, isMemberStill, isOperatorStill, isSignedInStill } from './standing-queries.ts'

/**
 * Refuses a person whose session has ended, or who was removed or given other permissions, since the request was let
 * in. Without this a change that was under way would still be made after the removal was answered. What may change the
 * session that it comes from locks for `change`: of two that hold the same row for `share`, neither could.
 */
export async function assertStanding(tx: Tx, principal: Principal, lock: RowLock = 'share'): Promise<void> {
  if (principal.type === 'portal' && !(await isInPortalStill(tx, principal))) throw portalEnded()
  if (principal.type !== 'user' || principal.session === null) return
  const { userId, session, member, operator } = principal
  if (!(await isSignedInStill(tx, { userId, session }, lock))) throw sessionEnded()
  if (member && !(await isMemberStill(tx, { userId, member }, lock))) throw sessionEnded()
  if (operator && !(await isOperatorStill(tx, principal, lock))) throw sessionEnded()
}

/** What everybody is told whose session is no more, whatever ended it. */
export function sessionEnded(): EngineError {
  return new EngineError('session_ended', 'You are signed out. Sign in again.')
}

/** What everybody in a portal is told whose session is no more, whatever ended it. */
export function portalEnded(): EngineError {
  return new EngineError('session_ended', 'This page is closed. Open it again where you came from.')
}
