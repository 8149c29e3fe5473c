import { beginStep, type Context, secondFactorMethods, startSession } from '@keyturn/engine'
import type { Answer } from '../routes/call.ts'
import { newOneTimeToken } from './one-time-token.ts'
import { newSessionValue } from './sessions/session-cookie.ts'

/** Who has just proven who they are, and how. */
export type FirstFactor = {
  userId: string
  method: 'password' | 'link'
  /** Which password it was. */
  passwordMark?: string
  /** Digest of the cookie that came along: what it was good for ends. */
  replaces: Buffer | null
}

/**
 * What everybody is answered who has passed the first step. After a password whoever has a second factor is asked for
 * it. A link is handed over by an owner or shown on the machine itself, to get in also without what was lost.
 */
export async function completeSignIn(
  ctx: Context,
  { userId, method, passwordMark, replaces }: FirstFactor,
): Promise<Answer> {
  const methods = method === 'password' ? await secondFactorMethods(ctx, userId) : []
  if (methods.length > 0) {
    const { token, digest } = newOneTimeToken()
    const state: Record<string, string> = passwordMark === undefined ? {} : { passwordMark }
    const { expiresAt } = await beginStep(ctx, { purpose: 'second_factor', digest, userId, state })
    const pending = { token, methods, expiresAt: new Date(expiresAt).toISOString() }
    return { body: { status: 'second_factor_required', pending } }
  }
  const { digest, cookie } = newSessionValue()
  await startSession(ctx, { userId, digest, method, passwordMark, withSecondFactor: false, replaces })
  return signedIn(cookie)
}

export function signedIn(cookie: Record<string, string>): Answer {
  return { body: { status: 'signed_in', pending: null }, headers: cookie }
}
