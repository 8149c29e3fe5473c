import { completeSignIn } from '../../identity/complete-sign-in.ts'
import { checkPassword } from '../../identity/passwords/check-password.ts'
import type { Handler } from '../call.ts'

export const startSession: Handler<'startSession'> = async ({ ctx, body, session }) => {
  const { userId, mark } = await checkPassword(ctx, body)
  return completeSignIn(ctx, { userId, method: 'password', passwordMark: mark, replaces: session })
}
