import { listOrganizations as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listOrganizations: Handler<'listOrganizations'> = async ({ ctx, query }) => ({
  body: await list(ctx, query),
})
