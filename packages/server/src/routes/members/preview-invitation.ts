import { countAttempts, forgetAttempts, previewInvitation as preview } from '@keyturn/engine'
import { linkLimits } from '../../identity/attempts/link-limits.ts'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import type { Handler } from '../call.ts'

export const previewInvitation: Handler<'previewInvitation'> = async ({ ctx, body }) => {
  const limits = linkLimits(ctx.request)
  await countAttempts(ctx, limits)
  const found = await preview(ctx, { digest: oneTimeDigest(body.token) })
  await forgetAttempts(ctx, limits)
  return { body: found }
}
