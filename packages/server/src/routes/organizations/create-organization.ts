import { createOrganization as create } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const createOrganization: Handler<'createOrganization'> = async ({ ctx, body }) => {
  const { result, effect } = await create(ctx, body)
  return { body: result, effect }
}
