import { verifyAudit as verify } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const verifyAudit: Handler<'verifyAudit'> = async ({ ctx, query }) => ({
  body: await verify(ctx, query),
})
