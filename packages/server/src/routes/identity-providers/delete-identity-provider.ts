import { deleteIdentityProvider as remove } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const deleteIdentityProvider: Handler<'deleteIdentityProvider'> = async ({
  ctx,
  params,
  ifVersion,
}) => {
  const { effect } = await remove(ctx, { organizationId: params.id, ifVersion })
  return { effect }
}
