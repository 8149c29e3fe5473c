import { lookupKey as lookup } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const lookupKey: Handler<'lookupKey'> = async ({ ctx, body }) => ({
  body: await lookup(ctx, { token: body.key }),
})
