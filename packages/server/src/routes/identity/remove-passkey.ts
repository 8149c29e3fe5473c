import { removePasskey as remove } from '@keyturn/engine'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { Handler } from '../call.ts'

export const removePasskey: Handler<'removePasskey'> = async ({ ctx, params, ifVersion }) => {
  const { digest: sessionDigest, cookie } = newSessionValue()
  const { effect } = await remove(ctx, { passkeyId: params.passkeyId, ifVersion, sessionDigest })
  return { effect, headers: cookie }
}
