import { listKeys as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listKeys: Handler<'listKeys'> = async ({ ctx, query }) => ({ body: await list(ctx, query) })
