import { acceptInvitation as accept, countAttempts, forgetAttempts, previewInvitation } from '@keyturn/engine'
import { linkLimits } from '../../identity/attempts/link-limits.ts'
import { completeSignIn } from '../../identity/complete-sign-in.ts'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import { assertPasswordStrong } from '../../identity/passwords/assert-password-strong.ts'
import { hashPassword } from '../../identity/passwords/hash-password.ts'
import type { Handler } from '../call.ts'

export const acceptInvitation: Handler<'acceptInvitation'> = async ({ ctx, body, session }) => {
  const { token, name = null, password } = body
  const limits = linkLimits(ctx.request)
  await countAttempts(ctx, limits)
  const digest = oneTimeDigest(token)
  const { email } = await previewInvitation(ctx, { digest })
  assertPasswordStrong(password, { email, name })
  const passwordHash = await hashPassword(password)
  const { result } = await accept(ctx, { digest, name, passwordHash })
  await forgetAttempts(ctx, limits)
  const { headers } = await completeSignIn(ctx, {
    userId: result.userId,
    method: 'password',
    replaces: session,
  })
  return { body: result.member, ...(headers ? { headers } : {}) }
}
