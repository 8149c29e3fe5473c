import { countKeys as count } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const countKeys: Handler<'countKeys'> = async ({ ctx, query }) => ({ body: await count(ctx, query) })
