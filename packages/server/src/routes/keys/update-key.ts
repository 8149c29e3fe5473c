import { updateKey as update } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const updateKey: Handler<'updateKey'> = async ({ ctx, params, body, ifVersion }) => {
  const { result, effect } = await update(ctx, { keyId: params.id, ifVersion, patch: body })
  return { body: result, effect }
}
