import { countAttempts, EngineError, requestPasswordReset as request } from '@keyturn/engine'
import { resetLimits } from '../../identity/attempts/link-limits.ts'
import type { Handler } from '../call.ts'

export const requestPasswordReset: Handler<'requestPasswordReset'> = async ({ ctx, body }) => {
  const { ofPlace, ofAddress } = resetLimits(ctx.request, body.email)
  await countAttempts(ctx, [ofPlace])
  // Nobody can keep others from asking: who asks too often for one address is answered as always, and no mail goes out.
  if (await isWithin(countAttempts(ctx, [ofAddress]))) await request(ctx, body)
  return {}
}

async function isWithin(counting: Promise<void>): Promise<boolean> {
  try {
    await counting
    return true
  } catch (error) {
    if (error instanceof EngineError && error.code === 'rate_limited') return false
    throw error
  }
}
