import { getSession as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getSession: Handler<'getSession'> = async ({ ctx }) => ({ body: await get(ctx) })
