import { setImmediate as nextTurn } from 'node:timers/promises'

/** In bytes; what is smaller is read in well under a millisecond. */
const largeFrom = 64 * 1024

let last: Promise<void> = Promise.resolve()

/**
 * Waits for a turn of the event loop in which no other large body is read. Reading one takes milliseconds: many that
 * arrive at once would hold up verifications, and the renewal of the lease, for all of them together.
 */
export function turnFor(body: Uint8Array): Promise<void> {
  if (body.length < largeFrom) return Promise.resolve()
  last = last.then(() => nextTurn())
  return last
}
