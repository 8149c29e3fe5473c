import { listPasskeys as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listPasskeys: Handler<'listPasskeys'> = async ({ ctx }) => ({
  body: { data: await list(ctx), nextCursor: null },
})
