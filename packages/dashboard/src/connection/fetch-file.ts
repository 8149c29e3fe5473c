import { KeyturnError, type ProblemCode } from '@keyturn/contract/client'
import { fetchWithSession } from './client.ts'

/** A file that the API makes, however large: the browser keeps what does not fit into memory. Throws `KeyturnError`. */
export async function fetchFile(path: string): Promise<Blob> {
  const answer = await fetchWithSession(path).catch(cause => {
    throw new KeyturnError({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.', cause })
  })
  if (!answer.ok) throw await problemOf(answer)
  return answer.blob().catch(cause => {
    const detail = 'The connection broke off before the file was complete. Nothing of it was kept; try again.'
    throw new KeyturnError({ status: 0, code: 'invalid_answer', detail, cause })
  })
}

async function problemOf(answer: Response): Promise<KeyturnError> {
  const problem: { code?: ProblemCode; detail?: string } = await answer.json().catch(() => ({}))
  const { code = 'invalid_answer', detail = `The server answered ${answer.status}.` } = problem
  return new KeyturnError({
    status: answer.status,
    code,
    detail,
    requestId: answer.headers.get('x-request-id'),
  })
}
