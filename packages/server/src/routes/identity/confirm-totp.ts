import {
  challengeExpired,
  confirmTotp as confirm,
  countAttempts,
  getSession,
  invalidFirstCode,
  openTotp,
} from '@keyturn/engine'
import { rememberSecondFactor } from '../../identity/attempts/remember-second-factor.ts'
import { secondFactorProofLimits } from '../../identity/attempts/second-factor-limits.ts'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import { newRecoveryCodes, recoveryCodeDigests } from '../../identity/totp/recovery-codes.ts'
import { matchTotp } from '../../identity/totp/totp.ts'
import type { Handler } from '../call.ts'

export const confirmTotp: Handler<'confirmTotp'> = async ({ ctx, body }) => {
  const { id: sessionId, method, user } = await getSession(ctx)
  const { own, shared } = secondFactorProofLimits({ sessionId, method, userId: user.id })
  await countAttempts(ctx, [...own, ...shared])
  const opened = await openTotp(ctx, user.id)
  if (!opened) throw challengeExpired()
  const step = matchTotp({ secret: opened.secret, code: body.code, now: ctx.clock.now() })
  if (step === null) throw invalidFirstCode()
  const recoveryCodes = newRecoveryCodes()
  const { digest: sessionDigest, cookie } = newSessionValue()
  const recoveryDigests = recoveryCodeDigests(recoveryCodes)
  const { result, effect } = await confirm(ctx, { opened, step, recoveryDigests, sessionDigest })
  await rememberSecondFactor(ctx, user.id)
  return {
    body: { recoveryCodes: result.recoveryCodesGiven ? recoveryCodes : null },
    effect,
    headers: cookie,
  }
}
