import { type Context, hadSuccess, rememberSuccess } from '@keyturn/engine'
import { secondFactorPlace } from './second-factor-limits.ts'
import { knownPlaceSeconds } from './sign-in-limits.ts'

/** Keeps in mind that somebody has shown their second factor from here: what others try elsewhere does not count here. */
export async function rememberSecondFactor(ctx: Context, userId: string): Promise<void> {
  const subject = secondFactorPlace({ userId, ip: ctx.request.ip })
  await rememberSuccess(ctx, { subject, forSeconds: knownPlaceSeconds })
}

export function isSecondFactorKnown(ctx: Context, userId: string): Promise<boolean> {
  return hadSuccess(ctx, { subject: secondFactorPlace({ userId, ip: ctx.request.ip }) })
}
