import {
  type Context,
  countAttempts,
  forgetAttempts,
  takeBackAttempts,
  useSecondFactor,
} from '@keyturn/engine'
import { HttpProblem } from '../../http/http-problem.ts'
import { rememberSecondFactor } from '../attempts/remember-second-factor.ts'
import type { TrialLimits } from '../attempts/sign-in-limits.ts'
import { type PresentedCode, readCode } from './read-code.ts'

/**
 * Takes what somebody answers a second step with, so that it is good for nothing else. `digest` is of the step of a
 * sign-in, or null where somebody who is signed in proves again who they are.
 *
 * @throws EngineError `invalid_second_factor`, `challenge_expired`, `rate_limited`, `sealed`.
 */
export async function takeCode(
  ctx: Context,
  {
    userId,
    digest,
    limits: { own, shared },
    ...presented
  }: PresentedCode & { userId: string; digest: Buffer | null; limits: TrialLimits },
): Promise<void> {
  await countAttempts(ctx, [...own, ...shared])
  const code = await readCode(ctx, { userId, ...presented })
  await useSecondFactor(ctx, { userId, digest, code })
  await forgetAttempts(ctx, own)
  await takeBackAttempts(ctx, shared)
  await rememberSecondFactor(ctx, userId)
}

export function oneOfBoth(): HttpProblem {
  const message = 'Send a code of the authenticator app or a recovery code, one of the two.'
  return new HttpProblem('invalid_input', message, { errors: [{ pointer: '/code', message }] })
}
