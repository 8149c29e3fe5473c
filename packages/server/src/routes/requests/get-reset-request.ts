import { getResetRequest as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getResetRequest: Handler<'getResetRequest'> = async ({ ctx, params }) => ({
  body: await get(ctx, { requestId: params.id }),
})
