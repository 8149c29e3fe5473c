import { listSessions as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listSessions: Handler<'listSessions'> = async ({ ctx }) => ({
  body: { data: await list(ctx), nextCursor: null },
})
