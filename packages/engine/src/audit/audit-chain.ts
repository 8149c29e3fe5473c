/**
 * The audit log is one hash chain per organization and one for the installation: each event's hash is SHA-256 over
 * the hash before it and the event's exact bytes, so an edit, a deletion, an insertion or a swap breaks every later
 * hash. Details lie outside, bound by SHA-256(salt ‖ details), so that erasing them leaves the chain verifiable and
 * the salt keeps short details from being guessed. That they were erased is said by an event after them, in its hashed
 * part: details that are gone without one were taken away. A cut tail shows against the stored head, and against any head
 * that was kept elsewhere.
 */
import { createHash } from 'node:crypto'

/** What the first event of a chain follows. */
export const genesisHash: Buffer = Buffer.alloc(32)

export function chainHash(previous: Buffer, body: string): Buffer {
  return createHash('sha256').update(previous).update(body, 'utf8').digest()
}

export function detailsDigest(salt: Buffer, details: string): string {
  return createHash('sha256').update(salt).update(details, 'utf8').digest('hex')
}
