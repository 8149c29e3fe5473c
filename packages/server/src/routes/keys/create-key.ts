import { createKey as create } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const createKey: Handler<'createKey'> = async ({ ctx, body }) => {
  const { result, effect } = await create(ctx, body)
  return { body: result, effect }
}
