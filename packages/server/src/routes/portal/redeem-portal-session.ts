import { redeemPortalSession as redeem } from '@keyturn/engine'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import { newPortalValue, portalCookies } from '../../identity/sessions/portal-cookie.ts'
import type { Handler } from '../call.ts'

/** Nothing counts attempts: a token is 256 bits that nobody guesses, and a whole company comes from one address. */
export const redeemPortalSession: Handler<'redeemPortalSession'> = async ({ ctx, body, rawHeaders }) => {
  const { value, digest } = newPortalValue()
  const redeemed = await redeem(ctx, { linkDigest: oneTimeDigest(body.token), digest })
  if (redeemed.status === 'over') return { body: { status: 'over', session: null, home: redeemed.home } }
  const { session } = redeemed
  const maxAgeSeconds = Math.ceil((Date.parse(session.expiresAt) - ctx.clock.now()) / 1000)
  const headers = portalCookies({ id: session.id, value, maxAgeSeconds }, { rawHeaders })
  return { body: { status: 'open', session, home: null }, headers }
}
