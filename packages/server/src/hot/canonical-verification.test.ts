import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verification } from './canonical-verification.ts'
import { JsonCursor } from './json-cursor.ts'
import { cursorOver, damaged, isPlain, object, ordinary } from './testing/verification-bodies.ts'

function readWhole(cursor: JsonCursor) {
  const input = verification(cursor)
  return cursor.isAtEnd() ? input : null
}
const one = (text: string) => readWhole(cursorOver(text))

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
      expect(readWhole(new JsonCursor(bytes, all, { start: 0, end }))).toBeNull()
  })
})
