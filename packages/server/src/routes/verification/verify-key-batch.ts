import { serializeVerdict } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const verifyKeyBatch: Handler<'verifyKeyBatch'> = async ({ engine, principal, body }) => {
  const verdicts = await engine.verifier.verifyBatch(principal, body.verifications)
  return { json: `{"data":[${verdicts.map(serializeVerdict).join(',')}]}` }
}
