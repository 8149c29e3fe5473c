import { getIdentityProvider as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getIdentityProvider: Handler<'getIdentityProvider'> = async ({ ctx, params }) => ({
  body: await get(ctx, { organizationId: params.id }),
})
