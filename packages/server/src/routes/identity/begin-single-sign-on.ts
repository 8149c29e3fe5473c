import { browserSecretCookie } from '../../identity/oidc/browser-secret-cookie.ts'
import type { Handler } from '../call.ts'

export const beginSingleSignOn: Handler<'beginSingleSignOn'> = async ({ ctx, body, singleSignOn }) => {
  const { organizationId, returnTo } = body
  const { url, browserSecret } = await singleSignOn.begin(ctx, { organizationId, returnTo })
  return { body: { url }, headers: { 'set-cookie': browserSecretCookie(browserSecret) } }
}
