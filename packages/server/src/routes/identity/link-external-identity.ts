import { assertMayLink } from '@keyturn/engine'
import { browserSecretCookie } from '../../identity/oidc/browser-secret-cookie.ts'
import type { Handler } from '../call.ts'

export const linkExternalIdentity: Handler<'linkExternalIdentity'> = async ({ ctx, body, singleSignOn }) => {
  const linking = assertMayLink(ctx)
  const { organizationId, returnTo } = body
  const { url, browserSecret } = await singleSignOn.begin(ctx, { organizationId, returnTo, linking })
  return { body: { url }, headers: { 'set-cookie': browserSecretCookie(browserSecret) } }
}
