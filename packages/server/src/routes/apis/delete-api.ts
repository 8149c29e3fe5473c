import { deleteApi as remove } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const deleteApi: Handler<'deleteApi'> = async ({ ctx, params, ifVersion }) => {
  const { effect } = await remove(ctx, { apiId: params.id, ifVersion })
  return { effect }
}
