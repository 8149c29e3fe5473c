import { assertRecent, changePassword as change, getSession } from '@keyturn/engine'
import { assertPasswordStrong } from '../../identity/passwords/assert-password-strong.ts'
import { hashPassword } from '../../identity/passwords/hash-password.ts'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { Handler } from '../call.ts'

export const changePassword: Handler<'changePassword'> = async ({ ctx, body, principal }) => {
  assertRecent(principal, ctx.clock)
  const { user } = await getSession(ctx)
  assertPasswordStrong(body.password, user)
  const hash = await hashPassword(body.password)
  const { digest, cookie } = newSessionValue()
  const { effect } = await change(ctx, { hash, digest })
  return { effect, headers: cookie }
}
