import { createOperator as create } from '@keyturn/engine'
import { newOneTimeToken } from '../../identity/one-time-token.ts'
import { signInLink } from '../../identity/setup/sign-in-links.ts'
import type { Handler } from '../call.ts'

export const createOperator: Handler<'createOperator'> = async ({ ctx, body, publicUrl }) => {
  const { email, name = null, role = 'operator' } = body
  const { token, digest } = newOneTimeToken()
  const { result, effect } = await create(ctx, { email, name, role, digest })
  return { body: { ...result, signInUrl: signInLink(publicUrl, token) }, effect }
}
