import { endOtherSessions as end } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const endOtherSessions: Handler<'endOtherSessions'> = async ({ ctx }) => {
  const { result, effect } = await end(ctx)
  return { body: result, effect }
}
