import { countAttempts, createOwner as create, isSetupOpen } from '@keyturn/engine'
import { nothingHere } from '../../http/nothing-here.ts'
import { placeOf } from '../../identity/attempts/place-of.ts'
import { completeSignIn } from '../../identity/complete-sign-in.ts'
import { oneTimeDigest } from '../../identity/one-time-token.ts'
import { assertPasswordStrong } from '../../identity/passwords/assert-password-strong.ts'
import { hashPassword } from '../../identity/passwords/hash-password.ts'
import type { Handler } from '../call.ts'

export const createOwner: Handler<'createOwner'> = async ({ ctx, body, session }) => {
  const { email, name = null, password, token } = body
  if (!(await isSetupOpen(ctx))) throw nothingHere()
  await countAttempts(ctx, [{ subject: ['setup', placeOf(ctx.request.ip)], max: 20, windowSeconds: 900 }])
  assertPasswordStrong(password, { email, name })
  const passwordHash = await hashPassword(password)
  const { result: owner } = await create(ctx, {
    email,
    name,
    passwordHash,
    setupDigest: oneTimeDigest(token),
  })
  return completeSignIn(ctx, { userId: owner.id, method: 'password', replaces: session })
}
