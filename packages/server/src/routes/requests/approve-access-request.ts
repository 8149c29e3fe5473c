import { approveAccessRequest as approve } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const approveAccessRequest: Handler<'approveAccessRequest'> = async ({ ctx, params }) => {
  const { id: organizationId, accessRequestId: requestId } = params
  const { result, effect } = await approve(ctx, { organizationId, requestId })
  return { body: result, effect }
}
