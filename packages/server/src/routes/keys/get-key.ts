import { getKey as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getKey: Handler<'getKey'> = async ({ ctx, params }) => ({
  body: await get(ctx, { keyId: params.id }),
})
