import { switchSession as change } from '@keyturn/engine'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import type { Handler } from '../call.ts'

export const switchSession: Handler<'switchSession'> = async ({ ctx, body }) => {
  const { digest, cookie } = newSessionValue()
  const { effect } = await change(ctx, { organizationId: body.organizationId, digest })
  return { effect, headers: cookie }
}
