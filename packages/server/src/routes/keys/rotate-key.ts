import { rotateKey as rotate } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const rotateKey: Handler<'rotateKey'> = async ({ ctx, params, body }) => {
  const { result, effect } = await rotate(ctx, { keyId: params.id, overlapSeconds: body.overlapSeconds ?? 0 })
  return { body: result, effect }
}
