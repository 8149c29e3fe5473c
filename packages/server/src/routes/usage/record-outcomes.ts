import { recordOutcomes as record } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const recordOutcomes: Handler<'recordOutcomes'> = async ({ engine, ctx, body }) => ({
  body: await record({ ...ctx, journal: engine.usage.journal }, body),
})
