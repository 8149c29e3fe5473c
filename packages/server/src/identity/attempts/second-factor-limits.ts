import type { AttemptLimit } from '@keyturn/engine'
import { placeOf } from './place-of.ts'
import { type ProvingSession, proverOf, type TrialLimits } from './sign-in-limits.ts'

const quarterHour = 900
const day = 86_400

/** Who answers the second step of a sign-in, and from where. */
export type SecondStep = { userId: string; ip: string | null }

/**
 * How often a code of an app may be tried at a sign-in, by whoever knows the password. Of a million codes three are good
 * at any moment. From everywhere together an account has 30 tries a day, of which one place has 15, and 20 more at
 * each place where its holder passed within 30 days: who holds many addresses locks nobody out at home. A day of
 * guessing succeeds once in 11,000 accounts, and once in 6,600 by somebody who shares one of those places.
 */
export function codeLimits({ userId, ip }: SecondStep, { isKnown }: { isKnown: boolean }): TrialLimits {
  const place = placeOf(ip)
  const ofHere = (max: number) => ({ subject: ['code day', userId, place], max, windowSeconds: day })
  const ofAll = { subject: ['code account', userId], max: 30, windowSeconds: day }
  return {
    own: [{ subject: ['code', userId, place], max: 10, windowSeconds: quarterHour }],
    shared: [ofPlace(place), ...(isKnown ? [ofHere(20)] : [ofHere(15), ofAll])],
  }
}

/**
 * The same of recovery codes. None of their 80 bits can be guessed, so what others try elsewhere does not count: they let
 * somebody in from a new place, too, whose codes are used up there.
 */
export function recoveryCodeLimits({ userId, ip }: SecondStep): TrialLimits {
  const place = placeOf(ip)
  return {
    own: [{ subject: ['recovery code', userId, place], max: 10, windowSeconds: quarterHour }],
    shared: [ofPlace(place)],
  }
}

function ofPlace(place: string): AttemptLimit {
  return { subject: ['second factor place', place], max: 50, windowSeconds: quarterHour }
}

/** An account and where its holder has shown a second factor: somebody who only knows the password has not. */
export function secondFactorPlace({ userId, ip }: SecondStep): string[] {
  return ['second factor passed', userId, placeOf(ip)]
}

/** The same of somebody who is signed in, counted as their passwords are: what others try at a sign-in is not theirs. */
export function secondFactorProofLimits(session: ProvingSession): TrialLimits {
  const whose = proverOf(session)
  return {
    own: [{ subject: ['second factor proof', whose], max: 10, windowSeconds: quarterHour }],
    shared: [{ subject: ['second factor proof day', whose], max: 50, windowSeconds: day }],
  }
}

/** How often somebody of whom nothing is known may begin what the database has to remember for a while. */
export function beginningLimits(what: string, ip: string | null): AttemptLimit[] {
  return [{ subject: [what, placeOf(ip)], max: 100, windowSeconds: quarterHour }]
}
