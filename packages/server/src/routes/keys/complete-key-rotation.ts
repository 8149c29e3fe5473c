import { completeRotation } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const completeKeyRotation: Handler<'completeKeyRotation'> = async ({ ctx, params }) => {
  const { result, effect } = await completeRotation(ctx, { keyId: params.id })
  return { body: result, effect }
}
