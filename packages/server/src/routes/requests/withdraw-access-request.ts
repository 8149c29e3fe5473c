import { withdrawAccessRequest as withdraw } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const withdrawAccessRequest: Handler<'withdrawAccessRequest'> = async ({ ctx, params }) => {
  const { result, effect } = await withdraw(ctx, { requestId: params.accessRequestId })
  return { body: result, effect }
}
