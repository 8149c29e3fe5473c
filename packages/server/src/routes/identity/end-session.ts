import { endSession as end } from '@keyturn/engine'
import { noSessionCookie } from '../../identity/sessions/session-cookie.ts'
import type { Handler } from '../call.ts'

export const endSession: Handler<'endSession'> = async ({ ctx }) => {
  const { effect } = await end(ctx)
  return { effect, headers: noSessionCookie }
}
