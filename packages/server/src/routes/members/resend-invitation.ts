import { resendInvitation as resend } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const resendInvitation: Handler<'resendInvitation'> = async ({ ctx, params }) => {
  const input = { organizationId: params.id, invitationId: params.invitationId }
  const { result, effect } = await resend(ctx, input)
  return { body: result, effect }
}
