import { declineResetRequest as decline } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const declineResetRequest: Handler<'declineResetRequest'> = async ({ ctx, params, body }) => {
  const { result, effect } = await decline(ctx, { requestId: params.id, reason: body.reason })
  return { body: result, effect }
}
