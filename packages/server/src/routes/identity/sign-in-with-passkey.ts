import { startSession } from '@keyturn/engine'
import { signedIn } from '../../identity/complete-sign-in.ts'
import { checkPasskey } from '../../identity/passkeys/check-passkey.ts'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { Handler } from '../call.ts'

export const signInWithPasskey: Handler<'signInWithPasskey'> = async ({ ctx, body, session }) => {
  const { userId } = await checkPasskey(ctx, body.response)
  const { digest, cookie } = newSessionValue()
  const method = 'passkey' as const
  await startSession(ctx, { userId, digest, method, withSecondFactor: true, replaces: session })
  return signedIn(cookie)
}
