import type { VerifyInput } from '@keyturn/engine'
import type { JsonCursor } from './json-cursor.ts'
import { readArray } from './read-array.ts'
import type { VerificationReader } from './verification-reader.ts'

/** The bound of the contract's schema. */
const verificationsMax = 1_000

/** The batch that comes next, by a reader that has read others; null when it is not canonical. */
export function readBatch(cursor: JsonCursor, reader: VerificationReader): VerifyInput[] | null {
  if (!cursor.entersObject() || !cursor.takesName() || !cursor.isNamed('verifications')) return null
  let isFirst = true
  const verifications = readArray(
    cursor,
    each => {
      const input = isFirst ? reader.readAnew(each) : reader.read(each)
      isFirst = false
      return input
    },
    verificationsMax,
  )
  if (verifications === null || verifications.length === 0) return null
  return !cursor.takesName() && cursor.leavesObject() ? verifications : null
}
