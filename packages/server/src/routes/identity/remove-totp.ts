import { removeTotp as remove } from '@keyturn/engine'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { Handler } from '../call.ts'

export const removeTotp: Handler<'removeTotp'> = async ({ ctx }) => {
  const { digest: sessionDigest, cookie } = newSessionValue()
  const { effect } = await remove(ctx, { sessionDigest })
  return { effect, headers: cookie }
}
