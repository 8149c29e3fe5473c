import { bulkRevokeKeys as revoke } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const bulkRevokeKeys: Handler<'bulkRevokeKeys'> = async ({ ctx, body }) => {
  const { result, effect } = await revoke(ctx, body)
  return { body: result, effect }
}
