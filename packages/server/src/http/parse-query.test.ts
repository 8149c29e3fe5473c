import { expect, test } from 'vitest'
import { HttpProblem } from './http-problem.ts'
import { parseQuery } from './parse-query.ts'

function codeOf(url: string): string {
  try {
    parseQuery(url)
    return 'accepted'
  } catch (error) {
    if (error instanceof HttpProblem) return error.code
    throw error
  }
}

test('reads each parameter once', () => {
  expect(parseQuery('/v1/keys?limit=5&search=a%20b+c&x=')).toEqual({ limit: '5', search: 'a b c', x: '' })
  expect(parseQuery('/v1/keys')).toEqual({})
  expect(parseQuery('/v1/keys?')).toEqual({})
})

test.each(['?limit=1&limit=2', '?limit=1&%6cimit=1', '?a=%zz', '?a=%c0%af', '?&'])('%s is refused', query => {
  expect(codeOf(`/v1/keys${query}`)).toBe('invalid_parameter')
})

test.each([
  '?api_key=x',
  '?API_KEY=x',
  '?access_token=x',
  '?key=x',
  '?token',
  '?%6bey=x',
  '?search=ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
  '?ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
])('%s carries a credential', query => {
  expect(codeOf(`/v1/keys${query}`)).toBe('credential_in_url')
})

test('a parameter cannot reach a prototype', () => {
  const query = parseQuery('/?__proto__=1&constructor=2')
  expect(Object.keys(query)).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(query)).toBe(Object.prototype)
})
