import { importKeys as take } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const importKeys: Handler<'importKeys'> = async ({ ctx, body }) => {
  const { result, effect } = await take(ctx, body)
  return { body: result, effect }
}
