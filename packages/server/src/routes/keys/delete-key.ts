import { deleteKey as remove } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const deleteKey: Handler<'deleteKey'> = async ({ ctx, params, ifVersion }) => {
  const { effect } = await remove(ctx, { keyId: params.id, ifVersion })
  return { effect }
}
