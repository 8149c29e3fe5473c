import { createPortalSession as create } from '@keyturn/engine'
import { newOneTimeToken } from '../../identity/one-time-token.ts'
import { portalLink } from '../../pages/portal.ts'
import type { Handler } from '../call.ts'

export const createPortalSession: Handler<'createPortalSession'> = async ({ ctx, body, publicUrl }) => {
  const { token, digest } = newOneTimeToken()
  const { result, effect } = await create(ctx, { ...body, linkDigest: digest })
  return { body: { url: portalLink(publicUrl, { apiId: body.apiId, token }), ...result }, effect }
}
