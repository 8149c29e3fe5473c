import { getInvitation as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getInvitation: Handler<'getInvitation'> = async ({ ctx, params }) => ({
  body: await get(ctx, { organizationId: params.id, invitationId: params.invitationId }),
})
