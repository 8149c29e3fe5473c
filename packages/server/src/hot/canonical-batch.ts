import type { VerifyInput } from '@keyturn/engine'
import { verification } from './canonical-verification.ts'
import type { JsonCursor } from './json-cursor.ts'
import { readArray } from './read-array.ts'
import { SampleVerification } from './sample-verification.ts'

/** The bound of the contract's schema. */
const verificationsMax = 1_000

/** The body of a batch; null when it is not canonical. */
export function readBatch(cursor: JsonCursor): VerifyInput[] | null {
  if (!cursor.entersObject() || !cursor.takesName() || !cursor.isNamed('verifications')) return null
  const verifications = readArray(cursor, likeTheFirst(), verificationsMax)
  if (verifications === null || verifications.length === 0) return null
  return !cursor.takesName() && cursor.leavesObject() && cursor.isAtEnd() ? verifications : null
}

/** Reads each by the first, or in full where it is another kind of verification. */
function likeTheFirst(): (cursor: JsonCursor) => VerifyInput | null {
  let first: SampleVerification | null = null
  return cursor => {
    const start = cursor.position
    const like = first?.readLike(cursor) ?? null
    if (like !== null) return like
    cursor.returnTo(start)
    const input = verification(cursor)
    if (input !== null) first ??= new SampleVerification(input, cursor.since(start))
    return input
  }
}
