import { deleteOperator as remove } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const deleteOperator: Handler<'deleteOperator'> = async ({ ctx, params }) => {
  const { effect } = await remove(ctx, { userId: params.userId })
  return { effect }
}
