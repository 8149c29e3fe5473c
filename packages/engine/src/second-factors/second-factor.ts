import type { AuditAction, AuditDraft } from '../audit/audit-event.ts'
import type { SealedPlace } from '../envelope/vault.ts'
import { EngineError } from '../errors/engine-error.ts'
import { userTarget } from '../users/user.ts'

/** What somebody signs in with besides a password, as they see it. */
export type SecondFactorsView = {
  /** Null: no authenticator app. */
  totp: { confirmedAt: string } | null
  passkeys: number
  recoveryCodesLeft: number
}

/** What a second step of a sign-in can be answered with. */
export type SecondFactorMethod = 'totp' | 'recovery_code' | 'passkey'

/** Under the data key of the organization that operates Keyturn: people belong to no other one. */
export function totpPlace(organizationId: string, userId: string): SealedPlace {
  return { organizationId, kind: 'totp', path: [userId, 'secret'] }
}

/** Of a person, and so of the installation. */
export function personalEvent(
  action: AuditAction,
  userId: string,
  details: Record<string, unknown> = {},
): AuditDraft {
  return { action, organizationId: null, target: userTarget(userId), details }
}

/** What everybody is told whose answer was wrong, used or late in coming. */
export function invalidSecondFactor(): EngineError {
  return new EngineError(
    'invalid_second_factor',
    'This code is wrong, or was used already. Wait for the next one, or take a recovery code.',
  )
}

/** Of an app that is only being set up: nothing else proves that it has the secret. */
export function invalidFirstCode(): EngineError {
  return new EngineError(
    'invalid_second_factor',
    'This is not the code that the app should show now. Wait for the next one, and check the clock of its device.',
  )
}

export function challengeExpired(): EngineError {
  return new EngineError(
    'challenge_expired',
    'This took too long, was tried too often, or was done already. Begin again.',
  )
}
