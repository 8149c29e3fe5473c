import { getPortalSession as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getPortalSession: Handler<'getPortalSession'> = async ({ ctx }) => ({ body: await get(ctx) })
