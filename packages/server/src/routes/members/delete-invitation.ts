import { deleteInvitation as remove } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const deleteInvitation: Handler<'deleteInvitation'> = async ({ ctx, params }) => {
  const { effect } = await remove(ctx, { organizationId: params.id, invitationId: params.invitationId })
  return { effect }
}
