import { listInvitations as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listInvitations: Handler<'listInvitations'> = async ({ ctx, params, query }) => ({
  body: await list(ctx, { ...query, organizationId: params.id }),
})
