import { type Context, countSecondFactorAnswer, startSession } from '@keyturn/engine'
import { isSecondFactorKnown } from '../../identity/attempts/remember-second-factor.ts'
import { codeLimits, recoveryCodeLimits } from '../../identity/attempts/second-factor-limits.ts'
import type { TrialLimits } from '../../identity/attempts/sign-in-limits.ts'
import { signedIn } from '../../identity/complete-sign-in.ts'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { PresentedCode } from '../../identity/totp/read-code.ts'
import { oneOfBoth, takeCode } from '../../identity/totp/take-code.ts'
import type { Handler } from '../call.ts'

export const answerSecondFactor: Handler<'answerSecondFactor'> = async ({ ctx, body, session }) => {
  const { token, code, recoveryCode } = body
  if ((code === undefined) === (recoveryCode === undefined)) throw oneOfBoth()
  const stepDigest = oneTimeDigest(token)
  const { userId, state } = await countSecondFactorAnswer(ctx, { digest: stepDigest })
  const limits = await limitsOf(ctx, { userId, recoveryCode })
  await takeCode(ctx, { userId, digest: stepDigest, limits, code, recoveryCode })
  const { digest, cookie } = newSessionValue()
  const method = 'password' as const
  const { passwordMark } = state
  await startSession(ctx, { userId, digest, method, passwordMark, withSecondFactor: true, replaces: session })
  return signedIn(cookie)
}

async function limitsOf(
  ctx: Context,
  { userId, recoveryCode }: PresentedCode & { userId: string },
): Promise<TrialLimits> {
  const step = { userId, ip: ctx.request.ip }
  if (recoveryCode !== undefined) return recoveryCodeLimits(step)
  return codeLimits(step, { isKnown: await isSecondFactorKnown(ctx, userId) })
}
