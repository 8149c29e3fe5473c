import { revokeKey as revoke } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const revokeKey: Handler<'revokeKey'> = async ({ ctx, params, body }) => {
  const { result, effect } = await revoke(ctx, { keyId: params.id, reason: body.reason ?? null })
  return { body: result, effect }
}
