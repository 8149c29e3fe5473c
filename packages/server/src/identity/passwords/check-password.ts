import {
  type Context,
  countAttempts,
  findPasswordOf,
  forgetAttempts,
  hadSuccess,
  invalidCredentials,
  type PasswordHolder,
  rememberSuccess,
  takeBackAttempts,
} from '@keyturn/engine'
import {
  knownPlaceSeconds,
  type ProvingSession,
  proofLimits,
  signInLimits,
  signInPlace,
  type TrialLimits,
} from '../attempts/sign-in-limits.ts'
import { isPassword } from './hash-password.ts'

type Presented = { email: string; password: string }

/**
 * Who an address and a password belong to. An address that nobody has costs the same work as a wrong password and gets
 * the same answer; every attempt is counted before anything is looked at.
 *
 * @throws EngineError `invalid_credentials`, `rate_limited`, `overloaded`.
 */
export async function checkPassword(ctx: Context, presented: Presented): Promise<PasswordHolder> {
  const from = { email: presented.email, ip: ctx.request.ip }
  const subject = signInPlace(from)
  const isKnown = await hadSuccess(ctx, { subject })
  const holder = await checkWithin(ctx, presented, signInLimits(from, { isKnown }))
  await rememberSuccess(ctx, { subject, forSeconds: knownPlaceSeconds })
  return holder
}

/** The same of somebody who is signed in: what others try on their account does not keep them from it. */
export async function checkPasswordAgain(
  ctx: Context,
  presented: Presented & ProvingSession,
): Promise<PasswordHolder> {
  return checkWithin(ctx, presented, proofLimits(presented))
}

async function checkWithin(
  ctx: Context,
  { email, password }: Presented,
  { own, shared }: TrialLimits,
): Promise<PasswordHolder> {
  await countAttempts(ctx, [...own, ...shared])
  const holder = await findPasswordOf(ctx, { email })
  const isRight = await isPassword(password, holder?.hash ?? null)
  if (!holder || !isRight) throw invalidCredentials()
  await forgetAttempts(ctx, own)
  await takeBackAttempts(ctx, shared)
  return holder
}
