import { listResetRequests as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listResetRequests: Handler<'listResetRequests'> = async ({ ctx, query }) => ({
  body: await list(ctx, query),
})
