import { approveResetRequest as approve } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const approveResetRequest: Handler<'approveResetRequest'> = async ({ ctx, params, body }) => {
  const { result, effect } = await approve(ctx, { requestId: params.id, ...body })
  return { body: result, effect }
}
