import { type AttemptLimit, type CurrentSessionView, foldEmail } from '@keyturn/engine'
import { placeOf } from './place-of.ts'

const quarterHour = 900
const day = 86_400

/** How long a place is known from which somebody got in: as long as the longest session. */
export const knownPlaceSeconds = 30 * day

export type TrialLimits = {
  /** Of this account from here: forgotten once what was tried was right. */
  own: readonly AttemptLimit[]
  /** Of all others, too: what was right takes back its own attempt and no more. */
  shared: readonly AttemptLimit[]
}

/**
 * How often a password may be tried. From one place on one account few times: that is somebody who has forgotten it. On
 * one account from everywhere many, and in a day from no place so many that one place alone uses them up. From where the
 * account was signed in to before neither counts: or whoever has many addresses could lock anybody out.
 */
export function signInLimits(
  { email, ip }: { email: string; ip: string | null },
  { isKnown }: { isKnown: boolean },
): TrialLimits {
  const account = foldEmail(email)
  const place = placeOf(ip)
  const here = { subject: ['sign-in', account, place], max: 10, windowSeconds: quarterHour }
  const ofPlace = { subject: ['sign-in place', place], max: 50, windowSeconds: quarterHour }
  if (isKnown) return { own: [here], shared: [ofPlace] }
  return {
    own: [here, { subject: ['sign-in day', account, place], max: 30, windowSeconds: day }],
    shared: [ofPlace, { subject: ['sign-in account', account], max: 100, windowSeconds: day }],
  }
}

/** An account and where it was signed in to. */
export function signInPlace({ email, ip }: { email: string; ip: string | null }): string[] {
  return ['signed in', foldEmail(email), placeOf(ip)]
}

/** Which session somebody proves in again who they are. */
export type ProvingSession = { sessionId: string; method: CurrentSessionView['method']; userId: string }

/**
 * How often the holder of a session may try the password again. By session: no one else's attempts count on it. Those
 * that began at an identity provider count together, as it can begin any number of them.
 */
export function proofLimits(session: ProvingSession): TrialLimits {
  const whose = proverOf(session)
  return {
    own: [{ subject: ['proof', whose], max: 10, windowSeconds: quarterHour }],
    shared: [{ subject: ['proof day', whose], max: 100, windowSeconds: day }],
  }
}

/** Whose attempts to prove who they are count together. */
export function proverOf({ sessionId, method, userId }: ProvingSession): string {
  return method === 'sso' ? userId : sessionId
}
