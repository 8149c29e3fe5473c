import { updateUser } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const updateAccount: Handler<'updateAccount'> = async ({ ctx, body }) => {
  const { result, effect } = await updateUser(ctx, body)
  return { body: result, effect }
}
