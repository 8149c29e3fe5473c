import { revealKey as reveal } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const revealKey: Handler<'revealKey'> = async ({ ctx, params }) => {
  const { result, effect } = await reveal(ctx, { keyId: params.id })
  return { body: result, effect }
}
