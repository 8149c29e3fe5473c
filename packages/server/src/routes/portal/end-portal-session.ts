import { endPortalSession as end } from '@keyturn/engine'
import { noPortalCookie, presentedPortal } from '../../identity/sessions/portal-cookie.ts'
import type { Handler } from '../call.ts'

export const endPortalSession: Handler<'endPortalSession'> = async ({ ctx, rawHeaders }) => {
  const { effect } = await end(ctx)
  const portal = presentedPortal({ rawHeaders })
  return { effect, ...(portal ? { headers: noPortalCookie(portal.id) } : {}) }
}
