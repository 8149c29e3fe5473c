import { RequestIds } from '../hot/request-ids.ts'

const ids = new RequestIds()

/** A request's id is always ours: a client's could forge or flood the logs. */
export function newRequestId(): string {
  return ids.next()
}
