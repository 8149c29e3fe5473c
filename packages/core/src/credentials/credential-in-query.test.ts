import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasCredentialInQuery } from './credential-in-query.ts'

test.each([
  '/v1?api_key=a',
  '/v1?limit=1&API-KEY=a',
  '/v1?x%2Dapi%2Dkey=a',
  '/v1?access_token',
  '/v1?q=ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
  '/v1?q=ee%5flive%5f0123456789ABCDEFGHIJKLMNOP38T6tH',
])('%s holds a key', target => expect(hasCredentialInQuery(target)).toBe(true))

test.each(['/v1', '/v1?', '/v1?limit=1', '/v1?keys=a', '/key=a', '/v1?q=%zz', '/v1?q=ee_live_abc'])(
  '%s holds none',
  target => expect(hasCredentialInQuery(target)).toBe(false),
)

test('a query that needs no decoding is read as one that does', () => {
  const part = fc.constantFrom(
    'key',
    'API_KEY',
    'limit',
    '=',
    '&',
    '?',
    '#',
    'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
    ' ',
    'é',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), parts => {
      // A parameter that says nothing makes the decoder read all of them.
      const query = parts.join('')
      expect(hasCredentialInQuery(`/v1?${query}`)).toBe(hasCredentialInQuery(`/v1?${query}&%20`))
    }),
    { numRuns: 3_000 },
  )
})
