import { updateOperator as update } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const updateOperator: Handler<'updateOperator'> = async ({ ctx, params, body }) => {
  const { result, effect } = await update(ctx, { userId: params.userId, patch: body })
  return { body: result, effect }
}
