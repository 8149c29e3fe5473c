import type { Selectable } from 'kysely'
import type { ChallengeTable } from '../storage/identity-tables.ts'

export type ChallengeRow = Selectable<ChallengeTable>

/** How long a step of a sign-in, or of registering a passkey, is waited for; milliseconds. */
export const challengeLifetimeMs = 10 * 60_000

/** Answers to one challenge that are looked at. Whoever has used them up begins again, with the password. */
export const challengeAttemptsMax = 5
