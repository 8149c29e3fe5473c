import { createResetRequest as create } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const createResetRequest: Handler<'createResetRequest'> = async ({ ctx, params, body }) => {
  const { result, effect } = await create(ctx, { keyId: params.id, reason: body.reason })
  return { body: result, effect }
}
