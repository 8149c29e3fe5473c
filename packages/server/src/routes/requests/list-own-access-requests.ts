import { listOwnAccessRequests as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listOwnAccessRequests: Handler<'listOwnAccessRequests'> = async ({ ctx }) => ({
  body: await list(ctx),
})
