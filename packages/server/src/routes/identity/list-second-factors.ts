import { listSecondFactors as list } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const listSecondFactors: Handler<'listSecondFactors'> = async ({ ctx }) => ({ body: await list(ctx) })
