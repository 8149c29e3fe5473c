import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HttpProblem } from './http-problem.ts'
import { parseJson } from './parse-json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function codeOf(body: string | Uint8Array): string {
  try {
    parseJson(typeof body === 'string' ? bytes(body) : body)
    return 'accepted'
  } catch (error) {
    if (error instanceof HttpProblem) return error.code
    throw error
  }
}

test('reads what JSON.stringify writes', () => {
  const plain = fc.jsonValue({ maxDepth: 8 }).filter(value => {
    const text = JSON.stringify(value)
    return !/-0|__proto__|constructor|prototype/.test(text) && text.isWellFormed()
  })
  fc.assert(
    fc.property(plain, value => {
      fc.pre(isSafe(value))
      const text = JSON.stringify(value)
      expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
    }),
  )
})

function isSafe(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isSafe(member))
}

test.each([
  '',
  '{',
  '{"a":1,}',
  '{"a":1}{"b":2}',
  "{'a':1}",
  '{"a":NaN}',
  '{"a":0x1}',
  '{"a":01}',
  '/**/{}',
  '\ufeff{}',
  '{"a":"\\ud800"}',
  '{"\\udc00":1}',
])('%j is malformed', body => {
  expect(codeOf(body)).toBe('malformed_json')
})

test('invalid, overlong and other encodings are malformed', () => {
  expect(codeOf(new Uint8Array([0x7b, 0xff, 0x7d]))).toBe('malformed_json')
  expect(codeOf(new Uint8Array([0x22, 0xc0, 0xaf, 0x22]))).toBe('malformed_json')
  expect(codeOf(new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]))).toBe('malformed_json')
})

test.each([
  '{"a":1,"a":1}',
  '{"scopes":["r"],"scopes":["admin"]}',
  '{"x":[{"b":1,"\\u0062":2}]}',
  '{"":1,"":2}',
  '{"a":{"c":1},"b":{},"a":{}}',
])('%s names a member twice', body => {
  expect(codeOf(body)).toBe('duplicate_member')
})

test('the same name in two objects, or as a value, is no duplicate', () => {
  expect(codeOf('{"a":{"a":[{"a":"a"},{"a":"a"}]},"b":"a,\\"a\\":"}')).toBe('accepted')
})

test.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])(
  'a member called %s is refused',
  name => {
    expect(codeOf(`{"metadata":{"${name}":{"x":1}}}`)).toBe('invalid_input')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  },
)

test('32 levels are read, 33 and 200,000 are refused', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(codeOf(nested(32))).toBe('accepted')
  expect(codeOf(nested(33))).toBe('json_too_deep')
  expect(codeOf(nested(200_000))).toBe('json_too_deep')
})

test.each(['1e400', '-1e400', '9007199254740993', '-0', '-0.0'])('the number %s is refused', number => {
  expect(codeOf(`{"a":[${number}]}`)).toBe('invalid_input')
})

test('no error repeats the body', () => {
  const secret = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'
  for (const body of [`{"key":"${secret}"`, `${secret}`, `{"${secret}":1,"${secret}":2}`]) {
    try {
      parseJson(bytes(body))
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(HttpProblem)
      expect(String(error) + JSON.stringify(error)).not.toContain('0123456789ABCDEF')
    }
  }
})
