import { getSession, invalidCredentials, proveSession } from '@keyturn/engine'
import { checkPasskey } from '../../identity/passkeys/check-passkey.ts'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { Handler } from '../call.ts'

export const proveSessionWithPasskey: Handler<'proveSessionWithPasskey'> = async ({ ctx, body }) => {
  const { user } = await getSession(ctx)
  const { userId } = await checkPasskey(ctx, body.response)
  if (userId !== user.id) throw invalidCredentials()
  const { digest, cookie } = newSessionValue()
  const { effect } = await proveSession(ctx, { method: 'passkey', withSecondFactor: true, digest })
  return { effect, headers: cookie }
}
