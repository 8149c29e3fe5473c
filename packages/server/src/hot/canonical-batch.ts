import type { VerifyInput } from '@keyturn/engine'
import type { JsonCursor } from './json-cursor.ts'
import { readArray } from './read-array.ts'
import { VerificationReader } from './verification-reader.ts'

/** The bound of the contract's schema. */
const verificationsMax = 1_000

/** The batch that comes next; null when it is not canonical. */
export function readBatch(cursor: JsonCursor): VerifyInput[] | null {
  if (!cursor.entersObject() || !cursor.takesName() || !cursor.isNamed('verifications')) return null
  const reader = new VerificationReader()
  const verifications = readArray(cursor, each => reader.read(each), verificationsMax)
  if (verifications === null || verifications.length === 0) return null
  return !cursor.takesName() && cursor.leavesObject() ? verifications : null
}
