import { serializeVerdicts } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const verifyKeyBatch: Handler<'verifyKeyBatch'> = async ({ engine, principal, body }) => ({
  json: serializeVerdicts(await engine.verifier.verifyBatch(principal, body.verifications)),
})
