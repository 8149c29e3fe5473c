import { operations } from '@keyturn/contract'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBody } from '../http/parse-input.ts'
import { parseJson } from '../http/parse-json.ts'
import { readBatch, readVerification } from './canonical-verification.ts'
import { JsonCursor } from './json-cursor.ts'

const schemaOf = (id: string) => operations.find(({ operationId }) => operationId === id)!.body!

/** What the ordinary lane makes of a body; undefined where it refuses. */
function ordinary(id: string, text: string): unknown {
  try {
    return parseBody(schemaOf(id), parseJson(Buffer.from(text)))
  } catch {
    return undefined
  }
}

function cursorOver(text: string): JsonCursor {
  // Something on both sides, as in a chunk: a scanner that reads past its body takes it in.
  const bytes = Buffer.from(`}"],${text}]}"`)
  return new JsonCursor(bytes, bytes.toString('latin1'), { start: 4, end: bytes.length - 3 })
}

const one = (text: string) => readVerification(cursorOver(text))
const many = (text: string) => readBatch(cursorOver(text))

const plain = fc.string({ unit: fc.constantFrom(..."aZ09:_./ {}[],'*"), maxLength: 70 })
const text = fc.oneof(
  plain,
  fc.constantFrom(
    '',
    'leads:read',
    '*',
    'a'.repeat(64),
    'a'.repeat(65),
    'a'.repeat(1025),
    'é',
    '\u0000',
    '"',
    '\\',
    '\u007f',
  ),
  fc.string(),
)
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, 1_000_000_000, 1_000_000_001, 1e21, true, false, null),
  fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 }),
)
const names = [
  'key',
  'apiId',
  'environment',
  'organizationId',
  'scopes',
  'cost',
  'explain',
  'request',
  '__proto__',
  'x',
]
const observed = fc.dictionary(
  fc.constantFrom('method', 'path', 'ip', 'userAgent', 'origin', 'Ip', 'toString'),
  fc.oneof({ weight: 5, arbitrary: plain }, value),
)
const members = fc.array(
  fc.tuple(
    fc.constantFrom(...names),
    fc.oneof({ weight: 4, arbitrary: plain }, { weight: 2, arbitrary: value }, observed),
  ),
  { maxLength: 7 },
)
const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r ', '\u00a0')
/** Objects as text, so that members can repeat. */
const object = fc.tuple(members, space, fc.boolean()).map(([list, gap, hasKey]) => {
  const all = hasKey ? [['key', 'ee_live_1'] as const, ...list] : list
  return `${gap}{${all.map(([name, each]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${JSON.stringify(each)}`).join(`${gap},`)}${gap}}${gap}`
})
/** A character more, less, or another one. */
const damaged = fc
  .tuple(object, fc.nat(), fc.string({ maxLength: 1 }), fc.nat({ max: 1 }))
  .map(([whole, seed, insert, cut]) => {
    const at = seed % (whole.length + 1)
    return whole.slice(0, at) + insert + whole.slice(at + cut)
  })

/** Plain enough that the scanner has to take whatever the schema takes. */
const isPlain = (body: string) =>
  /^[\x20-\x7e\n\r\t]*$/.test(body) && !body.includes('\\') && !/[-.eE+]\d|\d[.eE]/.test(body)

describe('the body of a verification', () => {
  test('is read as the ordinary lane reads it, or left to that lane', () => {
    fc.assert(
      fc.property(fc.oneof(object, damaged), body => {
        const read = one(body)
        if (read !== null) expect(read).toEqual(ordinary('verifyKey', body))
      }),
      { numRuns: 3_000 },
    )
  })

  test('is read wherever it is plain and the schema takes it', () => {
    fc.assert(
      fc.property(object.filter(isPlain), body => {
        const wanted = ordinary('verifyKey', body)
        if (wanted !== undefined) expect(one(body)).toEqual(wanted)
        else expect(one(body)).toBeNull()
      }),
      { numRuns: 3_000 },
    )
  })

  test.each([
    '{"key":"k"}',
    ' {"key" : "k" , "scopes" : [ ] }\r\n',
    '{"key":"","request":{}}',
    '{"key":"k","scopes":["*","leads:*","*:read","leads:read"]}',
    '{"key":"k","cost":0,"explain":false}',
    '{"cost":1000000000,"explain":true,"key":"k"}',
    `{"key":"k","scopes":"${'a'.repeat(1024)}","apiId":"${'a'.repeat(64)}","request":{"ip":"${'1'.repeat(64)}","path":"${'/'.repeat(16_384)}"}}`,
    `{"key":"k","scopes":[${Array(64).fill('"leads:read"').join()}]}`,
  ])('is canonical: %s', body => {
    expect(one(body)).toEqual(ordinary('verifyKey', body))
    expect(one(body)).not.toBeNull()
  })

  test.each([
    ['', 'empty'],
    ['null', 'null'],
    ['[]', 'array'],
    ['{}', 'without a key'],
    ['{"key":"k","key":"k"}', 'a member twice'],
    ['{"key":"k","request":{"ip":"a","ip":"a"}}', 'a member within twice'],
    ['{"key":"k"}{"key":"k"}', 'two documents'],
    ['{"key":"k",}', 'trailing comma'],
    ['{"key":"k" "cost":1}', 'missing comma'],
    ["{'key':'k'}", 'single quotes'],
    ['{"key":"k"', 'cut short'],
    ['{"key":"k\\u0061"}', 'escape'],
    ['{"k\\u0065y":"k"}', 'escaped name'],
    ['{"key":"k\n"}', 'control character'],
    ['{"key":"kä"}', 'not ASCII'],
    ['\ufeff{"key":"k"}', 'byte order mark'],
    ['{"key":null}', 'null member'],
    ['{"key":1}', 'number for text'],
    ['{"key":{"$gt":""}}', 'object for text'],
    ['{"key":"k","cost":01}', 'leading zero'],
    ['{"key":"k","cost":-1}', 'negative'],
    ['{"key":"k","cost":-0}', 'minus zero'],
    ['{"key":"k","cost":1.0}', 'fraction'],
    ['{"key":"k","cost":1e3}', 'exponent'],
    ['{"key":"k","cost":"1"}', 'text for number'],
    ['{"key":"k","cost":1000000001}', 'beyond the bound'],
    ['{"key":"k","cost":99999999999}', 'many digits'],
    ['{"key":"k","cost":true}', 'truth for number'],
    ['{"key":"k","explain":1}', 'number for truth'],
    ['{"key":"k","explain":truex}', 'a longer word'],
    ['{"key":"k","apiId":""}', 'empty id'],
    [`{"key":"k","apiId":"${'a'.repeat(65)}"}`, 'long id'],
    ['{"key":"k","scopes":""}', 'empty expression'],
    [`{"key":"k","scopes":"${'a'.repeat(1025)}"}`, 'long expression'],
    ['{"key":"k","scopes":["Leads:read"]}', 'no scope word'],
    ['{"key":"k","scopes":["leads:read"', 'open array'],
    ['{"key":"k","scopes":["leads:read",]}', 'trailing comma in an array'],
    [`{"key":"k","scopes":[${Array(65).fill('"a:b"').join()}]}`, 'too many words'],
    [`{"key":"k","request":{"ip":"${'1'.repeat(65)}"}}`, 'long address'],
    [`{"key":"k","request":{"path":"${'/'.repeat(16_385)}"}}`, 'long path'],
    ['{"key":"k","request":[]}', 'array for object'],
    ['{"key":"k","request":{"cookie":"a"}}', 'unknown member within'],
    ['{"key":"k","constructor":{}}', 'name of a prototype'],
    ['{"key":"k","__proto__":{}}', 'name of the prototype'],
  ])('is not canonical: %s (%s)', body => {
    expect(one(body)).toBeNull()
  })

  test('is not read past its end', () => {
    const bytes = Buffer.from('{"key":"k"}')
    const all = bytes.toString('latin1')
    for (let end = 0; end < bytes.length; end++)
      expect(readVerification(new JsonCursor(bytes, all, { start: 0, end }))).toBeNull()
  })
})

describe('the body of a batch', () => {
  test('is read as the ordinary lane reads it, or left to that lane', () => {
    const batch = fc
      .array(fc.oneof(object, damaged), { maxLength: 3 })
      .map(all => `{"verifications":[${all.join()}]}`)
    fc.assert(
      fc.property(batch, body => {
        const read = many(body)
        if (read !== null)
          expect(read).toEqual((ordinary('verifyKeyBatch', body) as { verifications: unknown }).verifications)
      }),
      { numRuns: 1_000 },
    )
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
