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
