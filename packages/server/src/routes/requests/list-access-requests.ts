import { listAccessRequests as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listAccessRequests: Handler<'listAccessRequests'> = async ({ ctx, params, query }) => ({
  body: await list(ctx, { ...query, organizationId: params.id }),
})
