import { randomBytes } from 'node:crypto'

/** A request's id is always ours: a client's could forge or flood the logs. */
export function newRequestId(): string {
  return `req_${randomBytes(12).toString('hex')}`
}
