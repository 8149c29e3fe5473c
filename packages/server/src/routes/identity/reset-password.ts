import { countAttempts, findResetHolder, forgetAttempts, resetPassword as reset } from '@keyturn/engine'
import { linkLimits } from '../../identity/attempts/link-limits.ts'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import { assertPasswordStrong } from '../../identity/passwords/assert-password-strong.ts'
import { hashPassword } from '../../identity/passwords/hash-password.ts'
import type { Handler } from '../call.ts'

export const resetPassword: Handler<'resetPassword'> = async ({ ctx, body }) => {
  const limits = linkLimits(ctx.request)
  await countAttempts(ctx, limits)
  const digest = oneTimeDigest(body.token)
  const holder = await findResetHolder(ctx, { digest })
  assertPasswordStrong(body.password, holder)
  const hash = await hashPassword(body.password)
  const { effect } = await reset(ctx, { userId: holder.userId, digest, hash })
  await forgetAttempts(ctx, limits)
  return { effect }
}
