import type { Clock } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Principal } from './principal.ts'

/** How long after they proved who they are people may do what is sensitive, in milliseconds. */
const recentMs = 5 * 60_000

/** Refuses a person who has not proven in the last five minutes who they are. Keys prove it with every request. */
export function assertRecent(principal: Principal, clock: Clock): void {
  if (principal.type !== 'user') return
  const { session } = principal
  if (session !== null && clock.now() - session.authenticatedAt < recentMs) return
  throw new EngineError(
    'reauthentication_required',
    'This is sensitive, and you proved who you are more than five minutes ago. Prove it again.',
  )
}
