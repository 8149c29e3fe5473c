import { renamePasskey as rename } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const renamePasskey: Handler<'renamePasskey'> = async ({ ctx, params, body, ifVersion }) => {
  const { result, effect } = await rename(ctx, { passkeyId: params.passkeyId, name: body.name, ifVersion })
  return { body: result, effect }
}
