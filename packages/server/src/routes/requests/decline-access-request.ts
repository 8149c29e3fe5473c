import { declineAccessRequest as decline } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const declineAccessRequest: Handler<'declineAccessRequest'> = async ({ ctx, params, body }) => {
  const { id: organizationId, accessRequestId: requestId } = params
  const { result, effect } = await decline(ctx, { organizationId, requestId, reason: body.reason })
  return { body: result, effect }
}
