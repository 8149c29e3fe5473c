import { listMembers as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listMembers: Handler<'listMembers'> = async ({ ctx, params, query }) => ({
  body: await list(ctx, { ...query, organizationId: params.id }),
})
