import { getApi as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getApi: Handler<'getApi'> = async ({ ctx, params }) => ({
  body: await get(ctx, { apiId: params.id }),
})
