import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyHeaders } from './key-headers.ts'

const hostile = fc.constantFrom(
  '"',
  '\\',
  '","organizationId":"org_2',
  '\\","scopes":["admin',
  '],"scopes":["a:b"]',
  'é',
  '\n',
)
const text = fc.array(fc.oneof(fc.string(), hostile), { maxLength: 3 }).map(parts => parts.join(''))
const word = fc.oneof(fc.constantFrom('leads:read', 'lists:*', '*'), text)

/** Metadata is its owner's: it may look like a key. */
const another = { name: '', apiId: 'api_2', organizationId: 'org_2', environment: 'live', scopes: ['admin'] }

test('says of any key what its public JSON says', () => {
  const key = fc.record({
    id: fc.oneof(fc.constant('key_1'), text),
    name: text,
    apiId: text,
    organizationId: fc.oneof(fc.constant('org_1'), text),
    environment: fc.oneof(fc.constant('live'), text),
    scopes: fc.array(word, { maxLength: 3 }),
    expiresAt: fc.constant(null),
    metadata: fc.oneof(fc.constant({}), fc.constant(another)),
  })
  fc.assert(
    fc.property(key, each => {
      expect(keyHeaders(JSON.stringify(each))).toEqual({
        'x-keyturn-key-id': each.id,
        'x-keyturn-organization-id': each.organizationId,
        'x-keyturn-scopes': each.scopes.join(' '),
      })
    }),
    { numRuns: 5_000 },
  )
})
