import {
  type Context,
  getSession,
  invalidCredentials,
  proveSession as prove,
  secondFactorMethods,
} from '@keyturn/engine'
import { HttpProblem } from '../../http/http-problem.ts'
import { secondFactorProofLimits } from '../../identity/attempts/second-factor-limits.ts'
import type { ProvingSession } from '../../identity/attempts/sign-in-limits.ts'
import { checkPasswordAgain } from '../../identity/passwords/check-password.ts'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { PresentedCode } from '../../identity/totp/read-code.ts'
import { oneOfBoth, takeCode } from '../../identity/totp/take-code.ts'
import type { Handler } from '../call.ts'

export const proveSession: Handler<'proveSession'> = async ({ ctx, body }) => {
  const { password, code, recoveryCode } = body
  if (code !== undefined && recoveryCode !== undefined) throw oneOfBoth()
  const { id: sessionId, method, user } = await getSession(ctx)
  const presented = { email: user.email, password }
  const session = { sessionId, method, userId: user.id }
  const { userId } = await checkPasswordAgain(ctx, { ...session, ...presented })
  if (userId !== user.id) throw invalidCredentials()
  const proof = await takeSecondFactor(ctx, { ...session, code, recoveryCode })
  const { digest, cookie } = newSessionValue()
  const { effect } = await prove(ctx, { ...proof, digest })
  return { effect, headers: cookie }
}

/** What was proven with. As at a sign-in, the password alone is not enough of somebody who has more. */
async function takeSecondFactor(
  ctx: Context,
  { sessionId, method, ...presented }: PresentedCode & ProvingSession,
): Promise<{ method: 'password' | 'totp' | 'recovery_code'; withSecondFactor: boolean }> {
  const methods = await secondFactorMethods(ctx, presented.userId)
  if (methods.length === 0) return { method: 'password', withSecondFactor: false }
  if (presented.code === undefined && presented.recoveryCode === undefined) throw codeMissing()
  const limits = secondFactorProofLimits({ sessionId, method, userId: presented.userId })
  await takeCode(ctx, { ...presented, digest: null, limits })
  return { method: presented.code === undefined ? 'recovery_code' : 'totp', withSecondFactor: true }
}

function codeMissing(): HttpProblem {
  return new HttpProblem(
    'second_factor_required',
    'You sign in with a second factor. Send a code of the authenticator app or a recovery code, too, or use a passkey.',
  )
}
