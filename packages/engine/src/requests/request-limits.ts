import { callerIdOf, type Principal } from '../access/principal.ts'
import type { AttemptLimit } from '../users/attempts.ts'

const hour = 3_600

/**
 * How often something is asked for: each request is a letter to everybody who may decide, and one that was withdrawn can
 * be made again. People have a number of their own, which nobody else uses up: who finds a leak is heard. A program may
 * ask for many people and in many organizations, so it has more, in each of them.
 */
export function requestLimits(asker: Principal, organizationId: string): AttemptLimit[] {
  const limit = (max: number, ...subject: string[]): AttemptLimit => ({ subject, max, windowSeconds: hour })
  if (asker.type === 'user') return [limit(20, 'requests by', asker.userId)]
  if (asker.type === 'portal') return [limit(20, 'requests in portal by', organizationId, asker.actor.id)]
  const ofOne = limit(50, 'requests by program', callerIdOf(asker), organizationId)
  return [ofOne, limit(100, 'requests of programs in', organizationId)]
}
