import { KeyturnError, type VerifyResponse } from '@keyturn/contract/client'
import type { Verdict } from './verdict.ts'

/**
 * Tells the two kinds of verdict apart. Only a literal `valid: true` with a key is valid, so that an answer
 * that was cut, cached or made up on the way never lets anybody in. Throws `KeyturnError` (`invalid_answer`).
 */
export function readVerdict(answer: VerifyResponse): Verdict {
  const { valid, code, key } = answer ?? {}
  if (valid === true && code === 'valid' && typeof key?.id === 'string') {
    return { ...answer, valid, code, key }
  }
  if (valid === false && typeof code === 'string' && code !== 'valid') {
    const { status = 403, detail = 'The key was refused.' } = answer
    return { ...answer, valid, code, status, detail } as Verdict
  }
  throw new KeyturnError({
    status: 200,
    code: 'invalid_answer',
    detail: 'The server answered something that is not a verdict. Is this the address of Keyturn?',
  })
}
