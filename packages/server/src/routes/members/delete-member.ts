import { deleteMember as remove } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const deleteMember: Handler<'deleteMember'> = async ({ ctx, params, ifVersion }) => {
  const { effect } = await remove(ctx, { organizationId: params.id, memberId: params.memberId, ifVersion })
  return { effect }
}
