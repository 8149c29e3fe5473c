import { eraseAuditDetails as erase } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const eraseAuditDetails: Handler<'eraseAuditDetails'> = async ({ ctx, body }) => {
  const { effect } = await erase(ctx, body)
  return { effect }
}
