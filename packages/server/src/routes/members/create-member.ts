import { createMember as create } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const createMember: Handler<'createMember'> = async ({ ctx, params, body }) => {
  const { result, effect } = await create(ctx, { ...body, organizationId: params.id })
  return { body: result, effect }
}
