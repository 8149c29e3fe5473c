import { createAccessRequest as create } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const createAccessRequest: Handler<'createAccessRequest'> = async ({ ctx, body }) => {
  const { result, effect } = await create(ctx, body)
  return { body: result, effect }
}
