import { countAttempts, takeSignInLink } from '@keyturn/engine'
import { placeOf } from '../../identity/attempts/place-of.ts'
import { completeSignIn } from '../../identity/complete-sign-in.ts'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import type { Handler } from '../call.ts'

export const useSignInLink: Handler<'useSignInLink'> = async ({ ctx, body, session }) => {
  await countAttempts(ctx, [{ subject: ['link', placeOf(ctx.request.ip)], max: 50, windowSeconds: 900 }])
  const { userId } = await takeSignInLink(ctx, { digest: oneTimeDigest(body.token) })
  return completeSignIn(ctx, { userId, method: 'link', replaces: session })
}
