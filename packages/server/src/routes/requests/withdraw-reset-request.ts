import { withdrawResetRequest as withdraw } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const withdrawResetRequest: Handler<'withdrawResetRequest'> = async ({ ctx, params }) => {
  const { result, effect } = await withdraw(ctx, { requestId: params.id })
  return { body: result, effect }
}
