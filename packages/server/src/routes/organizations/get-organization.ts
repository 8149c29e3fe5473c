import { getOrganization as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getOrganization: Handler<'getOrganization'> = async ({ ctx, params }) => ({
  body: await get(ctx, { organizationId: params.id }),
})
