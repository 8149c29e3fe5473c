import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBatch } from './canonical-batch.ts'
import { alike, cursorOver, damaged, isPlain, object, ordinary } from './testing/verification-bodies.ts'
import { VerificationReader } from './verification-reader.ts'

/** One for all, as for those of a connection. */
const reader = new VerificationReader()

function many(text: string) {
  const cursor = cursorOver(text)
  const verifications = readBatch(cursor, reader)
  return cursor.isAtEnd() ? verifications : null
}
const toBatch = (all: readonly string[]) => `{"verifications":[${all.join()}]}`

function ordinaryBatch(body: string): unknown {
  return (ordinary('verifyKeyBatch', body) as { verifications: unknown } | undefined)?.verifications
}

function expectEqual(body: string): void {
  const read = many(body)
  if (read !== null) expect(read).toEqual(ordinaryBatch(body))
}

describe('the body of a batch', () => {
  test('is read as the ordinary lane reads it, or left to that lane', () => {
    const batch = fc.array(fc.oneof(object, damaged), { maxLength: 3 }).map(toBatch)
    fc.assert(fc.property(batch, expectEqual), { numRuns: 1_000 })
  })

  test('of verifications that are alike is read as the ordinary lane reads it, or left to that lane', () => {
    fc.assert(fc.property(alike.map(toBatch), expectEqual), { numRuns: 5_000 })
  })

  test('of plain verifications that are alike is read', () => {
    fc.assert(
      fc.property(alike.map(toBatch).filter(isPlain), body => {
        expect(many(body)).toEqual(ordinaryBatch(body) ?? null)
      }),
      { numRuns: 3_000 },
    )
  })

  test('gives what is the same in all of them once', () => {
    const like = (key: string, path: string) =>
      `{"key":"${key}","apiId":"api_1","scopes":["leads:read"],"request":{"method":"GET","path":"${path}","ip":"203.0.113.7"}}`
    const [first, second, third] =
      many(`{"verifications":[${[like('a', '/1'), like('b', '/1'), like('c', '/2')].join()}]}`) ?? []
    expect(second).toEqual({ ...first, key: 'b' })
    expect(second?.request).toBe(first?.request)
    expect(second?.scopes).toBe(first?.scopes)
    expect(third).toEqual({ ...first, key: 'c', request: { ...first?.request, path: '/2' } })
    expect(third?.scopes).toBe(first?.scopes)
  })

  test('holds 1 to 1,000 verifications', () => {
    const of = (count: number) => many(`{"verifications":[${Array(count).fill('{"key":"k"}').join()}]}`)
    expect(of(0)).toBeNull()
    expect(of(1)).toEqual([{ key: 'k' }])
    expect(of(1000)).toHaveLength(1000)
    expect(of(1001)).toBeNull()
  })

  test.each([
    '{}',
    '[]',
    '{"verifications":{}}',
    '{"verifications":[1]}',
    '{"verifications":[{"key":"k"}],"x":1}',
    '{"verifications":[{"key":"k"}],"verifications":[{"key":"k"}]}',
  ])('is not canonical: %s', body => {
    expect(many(body)).toBeNull()
  })
})
