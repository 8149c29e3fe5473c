import { listAuditEvents as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listAuditEvents: Handler<'listAuditEvents'> = async ({ ctx, query }) => ({
  body: await list(ctx, query),
})
