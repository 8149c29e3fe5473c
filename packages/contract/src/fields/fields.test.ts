import { expect, test } from 'vitest'
import { createApiBody } from '../apis/api.ts'
import { createKeyBody, updateKeyBody } from '../keys/key.ts'
import { revokeKeyBody } from '../keys/key-lifecycle.ts'
import { listKeys } from '../keys/key-operations.ts'
import { createOrganizationBody } from '../organizations/organization.ts'
import { verifyBody } from '../verification/verification.ts'

const accepts = (member: object) => createKeyBody.safeParse({ apiId: 'api_1', name: 'n', ...member }).success

test.each(['Production CRM', 'ключ 🔑', '=HYPERLINK("x")', "<script>'", 'a'.repeat(200)])(
  'name %j is kept',
  name => {
    expect(accepts({ name })).toBe(true)
  },
)

test.each(['', ' ', 'a\nb', 'a\tb', 'a\0b', 'a\u202eb', '\u200b\u200b', 'a\u2028b', 'a'.repeat(201)])(
  'name %j is refused',
  name => {
    expect(accepts({ name })).toBe(false)
  },
)

const pasted = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'
const bearer = `Bearer ${pasted}`

test.each([
  [createKeyBody, { name: bearer }],
  [createKeyBody, { purpose: `use\n${pasted}` }],
  [createKeyBody, { usedBy: pasted }],
  [createKeyBody, { externalId: pasted }],
  [createKeyBody, { metadata: { note: bearer } }],
  [createKeyBody, { metadata: { [pasted]: 1 } }],
  [createKeyBody, { metadata: { a: [{ b: { c: ['x', pasted] } }] } }],
  [createKeyBody, { metadata: { a: [{ [`${pasted}?`]: null }] } }],
  [createKeyBody, { allowedEndpoints: [{ method: 'GET', path: `/v1/${pasted}` }] }],
  [updateKeyBody, { metadata: { note: pasted } }],
  [revokeKeyBody, { reason: `leaked: ${pasted}` }],
  [createOrganizationBody, { name: pasted }],
  [createOrganizationBody, { externalId: pasted }],
  [createApiBody, { name: pasted }],
  [createApiBody, { scopes: [{ name: 'leads:read', description: pasted }] }],
  [createApiBody, { scopes: [{ name: `leads:ee_live_${'a'.repeat(32)}` }] }],
  [createApiBody, { baseUrl: `https://api.example.com/?key=${pasted}` }],
  [createApiBody, { portalOrigins: [`https://ee_live_${'0'.repeat(32)}.example`] }],
  [createApiBody, { testRequest: { method: 'GET', path: `/${pasted}` } }],
  [createApiBody, { console: { portalName: pasted } }],
])('a member that holds a key is refused without repeating it (%#)', (schema, member) => {
  const { error } = schema.safeParse(member)
  const messages = error?.issues.map(issue => issue.message) ?? []
  expect(messages).not.toEqual([])
  expect(JSON.stringify(messages)).not.toContain(pasted)
  const [name = ''] = Object.keys(member)
  expect(error?.issues.map(issue => issue.path[0])).toContain(name)
})

test.each([
  ['https://app.example.com', true],
  ['https://app.example.com:8443', true],
  ['http://127.0.0.1:4000', true],
  // What no page ever has for an origin: it would frame nothing, and no returnUrl would be on it.
  ['https://app.example.com:443', false],
  ['http://localhost:80', false],
  ['https://app.example.com:99999', false],
  ['https://1.2.3.4.5', false],
  ['https://0x7f.1', false],
  ['https://app.example.com/', false],
  ['https://*.example.com', false],
])('of portal origins %s is taken: %s', (origin, isTaken) => {
  const api = { name: 'Desk', prefix: 'dsk', portalOrigins: [origin] }
  expect(createApiBody.safeParse(api).success).toBe(isTaken)
})

test('metadata keeps any JSON, but no control characters besides tabs and line breaks', () => {
  expect(accepts({ metadata: { plan: 'pro', nested: [1, null, { 'größe 🔑': 'a\tb\r\nc' }] } })).toBe(true)
  for (const metadata of [{ a: 'b\0' }, { 'a\u001b': 1 }, { a: [{ b: '\u007f' }] }]) {
    expect(accepts({ metadata }), JSON.stringify(metadata)).toBe(false)
  }
})

test.each(['2027-03-01', '2028-02-29', '2027-03-01T12:00:00Z', '2027-03-01T12:00:00.123Z', null])(
  'expiry %j is accepted',
  expiresAt => {
    expect(accepts({ expiresAt })).toBe(true)
  },
)

test.each([
  '2027-02-30',
  '2027-02-29',
  '2027-03-01T12:00:00',
  '2027-03-01T12:00:00+14:00',
  '2027-03-01t12:00:00z',
  '2027-03-01T12:00:60Z',
  1767225600,
  '',
])('expiry %j is refused', expiresAt => {
  expect(accepts({ expiresAt })).toBe(false)
})

test.each([
  { allowedIps: [] },
  { allowedIps: ['example.com'] },
  { allowedIps: ['fe80::1%eth0'] },
  { allowedEndpoints: [] },
  { allowedEndpoints: [{ method: 'get', path: '/' }] },
  { allowedEndpoints: [{ method: 'GET', path: 'x' }] },
  { scopes: ['Leads:read'] },
  { scopes: ['leads'] },
  { scopes: ['leads:read '] },
  { scopes: 'leads:read' },
  { scopes: Array(201).fill('leads:read') },
  { rateLimits: [{ name: 'a', limit: 0, windowSeconds: 1 }] },
  { rateLimits: [{ name: 'a', limit: 1.5, windowSeconds: 1 }] },
  { rateLimits: [{ name: 'a', limit: 1, windowSeconds: 0 }] },
  { rateLimits: Array(2).fill({ name: 'a', limit: 1, windowSeconds: 1 }) },
  { credits: { remaining: -1 } },
  { credits: { remaining: 1, refill: { amount: 1, every: 'hour' } } },
  { metadata: { a: 'x'.repeat(4096) } },
  { metadata: [] },
  { environment: 'Live' },
  { type: 'root' },
  { name: { $gt: '' } },
  { enabled: true },
])('a key with %j is refused', member => {
  expect(accepts(member)).toBe(false)
})

test('the bound is in the text of the error', () => {
  const { error } = createKeyBody.safeParse({ apiId: 'api_1', name: 'n', scopes: Array(201).fill('a:b') })
  expect(error?.issues[0]?.message).toContain('200')
})

test('null means unrestricted', () => {
  expect(accepts({ allowedIps: null, allowedEndpoints: null, rateLimits: null, credits: null })).toBe(true)
})

test('parameters are read in their plain form only', () => {
  const parse = (query: object) => listKeys.query.safeParse(query)
  expect(parse({ limit: '200', rotationDue: 'true' }).data).toEqual({ limit: 200, rotationDue: true })
  for (const limit of ['0', '201', '-1', '1e3', ' 5', '05', '5.0', 'NaN', '', '0x5']) {
    expect(parse({ limit }).success, limit).toBe(false)
  }
  expect(parse({ rotationDue: '1' }).success).toBe(false)
})

test('whatever was presented as a key can be verified', () => {
  for (const key of ['', ' ', '\0', 'x'.repeat(100_000)])
    expect(verifyBody.safeParse({ key }).success).toBe(true)
  for (const cost of [-1, 0.5, 1e12, '1'])
    expect(verifyBody.safeParse({ key: 'k', cost }).success).toBe(false)
})

test.each(['e', 'EE', 'e_e', 'thirteenchars', '', 'é1'])('prefix %j is refused', prefix => {
  expect(createApiBody.safeParse({ name: 'n', prefix }).success).toBe(false)
})

test.each(['https://user:pass@x.example', 'javascript:alert(1)', 'nonsense'])(
  'base address %j is refused',
  baseUrl => {
    expect(createApiBody.safeParse({ name: 'n', prefix: 'ee', baseUrl }).success).toBe(false)
  },
)
