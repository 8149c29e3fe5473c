import { listUsageEvents as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listUsageEvents: Handler<'listUsageEvents'> = async ({ ctx, query }) => ({
  body: await list(ctx, query),
})
