import { listExternalIdentities as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listExternalIdentities: Handler<'listExternalIdentities'> = async ({ ctx }) => ({
  body: { data: await list(ctx), nextCursor: null },
})
