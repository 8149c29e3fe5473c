import { countAttempts, forgetAttempts, joinOrganization as join } from '@keyturn/engine'
import { linkLimits } from '../../identity/attempts/link-limits.ts'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import type { Handler } from '../call.ts'

export const joinOrganization: Handler<'joinOrganization'> = async ({ ctx, body }) => {
  const limits = linkLimits(ctx.request)
  await countAttempts(ctx, limits)
  const { result, effect } = await join(ctx, { digest: oneTimeDigest(body.token) })
  await forgetAttempts(ctx, limits)
  return { body: result, effect }
}
