import { updateApi as update } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const updateApi: Handler<'updateApi'> = async ({ ctx, params, body, ifVersion }) => {
  const { result, effect } = await update(ctx, { apiId: params.id, ifVersion, patch: body })
  return { body: result, effect }
}
