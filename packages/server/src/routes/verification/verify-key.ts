import { serializeVerdict } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const verifyKey: Handler<'verifyKey'> = async ({ engine, principal, body }) => ({
  json: serializeVerdict(await engine.verifier.verify(principal, body)),
})
