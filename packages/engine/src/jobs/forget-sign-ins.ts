import { prunePortalSessions } from '../portal-sessions/portal-session-queries.ts'
import { pruneChallenges } from '../second-factors/challenge-queries.ts'
import { pruneSessions } from '../sessions/session-queries.ts'
import type { Storage } from '../storage/storage.ts'
import { pruneAttempts } from '../users/attempt-queries.ts'
import { pruneOneTimeTokens } from '../users/one-time-token-queries.ts'
import { inSlices } from './in-slices.ts'

const slice = 500

/** Removes sessions, links, begun steps and counted attempts that are over: nothing accepts them any more. `now` in milliseconds UTC. */
export async function forgetSignIns(storage: Storage, now: number): Promise<void> {
  const over = { now, limit: slice }
  await inSlices(slice, () => storage.transaction(tx => pruneSessions(tx, over)))
  await inSlices(slice, () => storage.transaction(tx => prunePortalSessions(tx, over)))
  await inSlices(slice, () => storage.transaction(tx => pruneOneTimeTokens(tx, over)))
  await inSlices(slice, () => storage.transaction(tx => pruneChallenges(tx, over)))
  await inSlices(slice, () => storage.transaction(tx => pruneAttempts(tx, over)))
}
