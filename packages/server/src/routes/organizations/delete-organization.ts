import { deleteOrganization as remove } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const deleteOrganization: Handler<'deleteOrganization'> = async ({ ctx, params, ifVersion }) => {
  const { effect } = await remove(ctx, { organizationId: params.id, ifVersion })
  return { effect }
}
