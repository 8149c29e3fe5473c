import { listApis as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listApis: Handler<'listApis'> = async ({ ctx, query }) => ({ body: await list(ctx, query) })
