import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBatch } from './canonical-batch.ts'
import { cursorOver, damaged, isPlain, object, ordinary, plain } from './testing/verification-bodies.ts'

const many = (text: string) => readBatch(cursorOver(text))
const toBatch = (all: readonly string[]) => `{"verifications":[${all.join()}]}`

function ordinaryBatch(body: string): unknown {
  return (ordinary('verifyKeyBatch', body) as { verifications: unknown } | undefined)?.verifications
}

function expectEqual(body: string): void {
  const read = many(body)
  if (read !== null) expect(read).toEqual(ordinaryBatch(body))
}

/** Texts of which one begins like another, and some that are not plain or too long. */
const variable = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'abc', '203.0.113.7', 'é', 'a\\', 'a\t', '1'.repeat(64), '1'.repeat(65)),
  plain,
)
const observedNames = ['method', 'path', 'ip', 'userAgent', 'origin']
const otherMembers = [
  '',
  '"cost":1',
  '"cost":12',
  '"apiId":"api_1"',
  '"scopes":["key"]',
  '"environment":"key"',
]
/** Verifications with the same members in the same places; in one of some, a character is missing or another one. */
const alike = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...observedNames), { maxLength: 3 }),
    before: fc.constantFrom(...otherMembers),
    after: fc.constantFrom(...otherMembers),
    gap: fc.constantFrom('', ' '),
    texts: fc.array(fc.array(variable, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
    damage: fc.option(fc.tuple(fc.nat({ max: 2_000 }), fc.constantFrom('', '"', ',', '}', 'x', '\n')), {
      freq: 2,
    }),
  })
  .map(({ names, before, after, gap, texts, damage }) => {
    const all = texts.map(([key, ...rest]) => {
      const observed = names.map((name, index) => `"${name}":${gap}"${rest[index]}"`).join(`,${gap}`)
      const request = names.length === 0 ? '' : `"request":{${observed}}`
      const members = [before, `"key"${gap}:"${key}"`, after === before ? '' : after, request]
      return `${gap}{${members.filter(member => member !== '').join(`${gap},`)}${gap}}`
    })
    const body = toBatch(all)
    if (damage === null) return body
    const at = damage[0] % body.length
    return body.slice(0, at) + damage[1] + body.slice(at + 1)
  })

describe('the body of a batch', () => {
  test('is read as the ordinary lane reads it, or left to that lane', () => {
    const batch = fc.array(fc.oneof(object, damaged), { maxLength: 3 }).map(toBatch)
    fc.assert(fc.property(batch, expectEqual), { numRuns: 1_000 })
  })

  test('of verifications that are alike is read as the ordinary lane reads it, or left to that lane', () => {
    fc.assert(fc.property(alike, expectEqual), { numRuns: 5_000 })
  })

  test('of plain verifications that are alike is read', () => {
    fc.assert(
      fc.property(alike.filter(isPlain), body => {
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
