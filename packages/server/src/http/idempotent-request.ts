import { IdempotentRequest } from '@keyturn/engine'
import type { FastifyRequest } from 'fastify'
import { HttpProblem } from './http-problem.ts'

const printable = /^[\x20-\x7e]{1,255}$/

/** What `Idempotency-Key` says of a request with this parsed body; null without one. Throws `malformed_request`. */
export function idempotentRequest(request: FastifyRequest, body: unknown): IdempotentRequest | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !printable.test(key)) {
    throw new HttpProblem(
      'malformed_request',
      'Idempotency-Key must be 1 to 255 printable ASCII characters, such as a UUID.',
    )
  }
  return new IdempotentRequest({ key, body: JSON.stringify(body) })
}
