import { listOperators as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listOperators: Handler<'listOperators'> = async ({ ctx }) => ({
  body: { data: await list(ctx), nextCursor: null },
})
