import { endSession } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const endOneSession: Handler<'endOneSession'> = async ({ ctx, params }) => {
  const { effect } = await endSession(ctx, { sessionId: params.sessionId })
  return { effect }
}
