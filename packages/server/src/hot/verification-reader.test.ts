import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { verification } from './canonical-verification.ts'
import { alike, cursorOver, damaged, object } from './testing/verification-bodies.ts'
import { VerificationReader } from './verification-reader.ts'

test('reads each verification as if it were the first', () => {
  const bodies = fc.oneof(alike, fc.array(fc.oneof(object, damaged), { maxLength: 4 }))
  fc.assert(
    fc.property(bodies, all => {
      const reader = new VerificationReader()
      for (const body of all) {
        const [cursor, fresh] = [cursorOver(body), cursorOver(body)]
        const [read, wanted] = [reader.read(cursor), verification(fresh)]
        expect(read).toEqual(wanted)
        if (wanted !== null) expect(cursor.position).toBe(fresh.position)
      }
    }),
    { numRuns: 5_000 },
  )
})

test('reads texts beyond their bounds as the first time', () => {
  const reader = new VerificationReader()
  const read = (length: number) =>
    reader.read(cursorOver(`{"key":"k","request":{"ip":"${'1'.repeat(length)}"}}`))
  expect([64, 65, 63, 0].map(length => read(length)?.request?.ip?.length)).toEqual([64, undefined, 63, 0])
})
