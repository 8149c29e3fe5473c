import { expect } from 'vitest'
import { type Attack, type AttackGroup, each, request } from './attack.ts'
import type { Subject } from './subject.ts'

/** A key of the attacking tenant with these members. */
const create = (subject: Subject, members: object) =>
  request(subject, {
    path: '/v1/keys',
    body: { apiId: subject.apiId, organizationId: subject.organizationId, name: 'x', ...members },
  })
const change = (subject: Subject, members: object, keyId = subject.keys.plain.id) =>
  request(subject, { method: 'PATCH', path: `/v1/keys/${keyId}`, body: members })
const rotate = (subject: Subject, keyId: string, overlapSeconds: unknown = 0) =>
  request(subject, { path: `/v1/keys/${keyId}/rotate`, body: { overlapSeconds } })
const reveal = (subject: Subject, keyId: string, key = subject.rootKey) =>
  request(subject, { method: 'POST', path: `/v1/keys/${keyId}/reveal`, key })
const invalid = { code: 'invalid_input' } as const
const refusedAt = (pointer: string) => ({ ...invalid, holds: `"pointer":"${pointer}` })

const refusedNames = [
  ...[
    '',
    ' ',
    '\u200b\u200b',
    '\u3000',
    'a\nb',
    'a\tb',
    'a\0b',
    'a\u202eb',
    'a\u2028b',
    'a\u0085b',
    'a\u2066b',
    '\u001b[1mb',
  ],
  ...['x'.repeat(201), 'x'.repeat(100_000)],
]
const badScopes: unknown[] = [
  ...[
    ['unknown:read'],
    ['leads:read', 'leads:read'],
    ['Leads:read'],
    ['leads:read '],
    ['admin'],
    [''],
    [null],
    'leads:read',
  ],
  ...[
    ['leads:read,leads:write'],
    ['leads'],
    [':'],
    ['*:*:*'],
    ['leads:**'],
    [`${'a'.repeat(65)}:read`],
    [['leads:read']],
  ],
]
const badExpiries: unknown[] = [
  ...[
    '2020-01-01T00:00:00Z',
    '2020-01-01',
    '2027-02-30',
    '2027-02-29',
    '2027-13-01',
    '2027-03-01T12:00:00',
    1767225600,
  ],
  ...[
    '2027-03-01T12:00:00+14:00',
    '2027-03-01t12:00:00z',
    '2027-03-01T12:00:60Z',
    '2027-03-01T24:00:00Z',
    'tomorrow',
    '',
  ],
  ...[
    '+10000-01-01T00:00:00Z',
    '-0001-01-01',
    '2027-3-1',
    'Infinity',
    true,
    {},
    '2027-03-01T12:00Z ',
    '20270301',
  ],
]
const badLimits = [
  { limit: 0 },
  { limit: -1 },
  { limit: 1.5 },
  { limit: 1e12 },
  { windowSeconds: 0 },
  { windowSeconds: 3_153_600_000 },
  { windowSeconds: -60 },
  { name: '' },
  { name: 'a b' },
  { name: 'A' },
]
const badPrefixes = [
  '',
  ' ',
  'a',
  'ghp_',
  'sk_live_',
  'x'.repeat(50),
  'é1',
  'EE',
  'e-e',
  'e.e',
  'e e',
  'ee\n',
  "e'",
  '../',
]

const settings: Attack[] = [
  ...each('D01', refusedNames, name => ({
    name: `the name ${JSON.stringify(name).slice(0, 20)}`,
    send: s => create(s, { name }),
    gets: refusedAt('/name'),
  })),
  ...each('D01', ['<script>', '=HYPERLINK(', '🔑', 'a', 'x'.repeat(200)], name => ({
    name: `the name ${name.slice(0, 20)} is kept as it is`,
    send: s => create(s, { name }),
    gets: { status: 201, holds: JSON.stringify(name) },
  })),
  ...each('D03', ['name', 'purpose', 'usedBy', 'externalId'], member => ({
    name: `a key in ${member} is refused and not repeated`,
    send: s => create(s, { [member]: s.keys.plain.token }),
    gets: refusedAt(`/${member}`),
  })),
  {
    id: 'D03',
    name: 'nor in the reason of a revocation',
    send: s =>
      request(s, {
        path: `/v1/keys/${s.keys.test.id}/revoke`,
        body: { reason: `lost ${s.keys.plain.token}` },
      }),
    gets: refusedAt('/reason'),
  },
  ...each('D04', badScopes, scopes => ({
    name: JSON.stringify(scopes).slice(0, 30),
    send: s => create(s, { scopes }),
    gets: refusedAt('/scopes'),
  })),
  ...each('D04', [['*'], ['leads:*'], ['*:read'], []], scopes => ({
    name: `${JSON.stringify(scopes)} is a documented form`,
    send: s => create(s, { scopes }),
    gets: { status: 201, holds: `"scopes":${JSON.stringify(scopes)}` },
  })),
  {
    id: 'D05',
    name: 'a management key with more scopes than its maker',
    send: s =>
      request(s, {
        path: '/v1/keys',
        key: s.managers.confined,
        body: { apiId: s.builtInId, name: 'x', scopes: ['*'], reach: { organizationId: null, apiId: null } },
      }),
    gets: { code: ['insufficient_permission', 'insufficient_scope', 'not_found'] },
  },
  ...each('D06', badExpiries, expiresAt => ({
    name: `until ${JSON.stringify(expiresAt)}`,
    send: s => create(s, { expiresAt }),
    gets: refusedAt('/expiresAt'),
  })),
  ...each('D07', ['revoked', 'expired'] as const, name => ({
    name: `a ${name} key cannot be extended`,
    send: s => change(s, { expiresAt: '2099-01-01' }, s.keys[name].id),
    gets: { code: 'key_not_active' },
  })),
  ...each('D08', badLimits, fault => ({
    name: JSON.stringify(fault),
    send: s => create(s, { rateLimits: [{ name: 'a', limit: 1, windowSeconds: 60, ...fault }] }),
    gets: refusedAt(`/rateLimits/0/${Object.keys(fault)[0]}`),
  })),
  ...each('D09', badPrefixes, prefix => ({
    name: JSON.stringify(prefix),
    send: s => request(s, { path: '/v1/apis', body: { name: 'x', prefix } }),
    gets: refusedAt('/prefix'),
  })),
  ...each('D09', ['kt', 'ee'], prefix => ({
    name: `${prefix}, which is taken`,
    send: s => request(s, { path: '/v1/apis', body: { name: 'x', prefix } }),
    gets: { code: ['conflict', 'invalid_input'] },
  })),
]

const courses: Attack[] = [
  ...each('D10', ['revoked', 'expired'] as const, name => ({
    name: `a ${name} key`,
    send: s => rotate(s, s.keys[name].id),
    gets: { code: 'key_not_active' },
  })),
  ...each('D10', [-1, 315_360_000, 1.5, '60', null, true], overlap => ({
    name: `an overlap of ${JSON.stringify(overlap)}`,
    send: s => rotate(s, s.keys.plain.id, overlap),
    gets: refusedAt('/overlapSeconds'),
  })),
  ...each('D10', ['key_none', 'key_01jd8q4z6xk2v9m3t7r5w1c0ha'], id => ({
    name: `the unknown key ${id}`,
    send: s => rotate(s, id),
    gets: { code: 'not_found' },
  })),
  {
    id: 'D11',
    name: 'what was revoked can be revoked again',
    send: s => request(s, { method: 'POST', path: `/v1/keys/${s.keys.revoked.id}/revoke` }),
    gets: { status: 200, holds: '"status":"revoked"' },
  },
  {
    id: 'D11',
    name: 'an unknown key',
    send: s => request(s, { method: 'POST', path: '/v1/keys/key_none/revoke' }),
    gets: { code: 'not_found' },
  },
  ...each('D11', [{ force: true }, { reason: 7 }, { reason: 'x'.repeat(501) }], body => ({
    name: `with ${JSON.stringify(body).slice(0, 20)}`,
    send: s => request(s, { path: `/v1/keys/${s.keys.plain.id}/revoke`, body }),
    gets: { code: ['unknown_field', 'invalid_input'] },
  })),
  ...each('D12', [{ enabled: true }, { scopes: ['leads:read'] }, { name: 'y' }], members => ({
    name: `no ${Object.keys(members)[0]} brings a revoked key back`,
    send: s => change(s, members, s.keys.revoked.id),
    gets: { code: 'key_not_active' },
  })),
  ...each('D12', ['status', 'revokedAt', 'active'], member => ({
    name: `nor is there a ${member} to be set`,
    send: s => change(s, { [member]: 'active' }, s.keys.revoked.id),
    gets: { code: 'unknown_field' },
  })),
  {
    id: 'D13',
    name: 'a key that is known by its digest only is not shown',
    send: s => reveal(s, s.keys.plain.id),
    gets: { code: 'reveal_not_allowed' },
  },
  {
    id: 'D13',
    name: 'who may read keys may not see their tokens',
    send: s => reveal(s, s.keys.plain.id, s.managers.reader),
    gets: { code: 'insufficient_scope' },
  },
  {
    id: 'D13',
    name: 'the key of another tenant is not there',
    send: s => reveal(s, s.foreign.key.id, s.managers.confined),
    gets: { code: ['not_found', 'insufficient_scope'], hides: 'Fabrikam' },
  },
  ...each('D15', ['owner', 'ownerId', 'memberId', 'rotateBy'], member => ({
    name: `no ${member} can be named`,
    send: s => create(s, { [member]: 'mem_1' }),
    gets: { code: 'unknown_field' },
  })),
  ...each('D15', [0, -1, 1.5, 3_651, '90'], days => ({
    name: `a rotation every ${JSON.stringify(days)} days`,
    send: s => create(s, { rotateEveryDays: days }),
    gets: refusedAt('/rotateEveryDays'),
  })),
  ...each('D16', ['environment', 'apiId', 'organizationId', 'externalId', 'prefix'], member => ({
    name: `${member} stays what it was`,
    send: s => change(s, { [member]: 'test' }),
    gets: { code: 'unknown_field' },
  })),
  ...each(
    'D17',
    [{ a: 'x'.repeat(4_096) }, { ['n'.repeat(129)]: 1 }, [], 'x', null, { a: '\0' }],
    metadata => ({
      name: JSON.stringify(metadata).slice(0, 20),
      send: s => create(s, { metadata }),
      gets: refusedAt('/metadata'),
    }),
  ),
  {
    id: 'D17',
    name: 'a prototype in it',
    send: s =>
      request(s, { path: '/v1/keys', body: `{"apiId":"${s.apiId}","name":"x","metadata":{"__proto__":{}}}` }),
    gets: invalid,
  },
  ...each('D18', [0, 1_001, 10_001], count => ({
    name: `${count} keys at once`,
    send: s => request(s, { path: '/v1/keys/bulk-revoke', body: { keyIds: Array(count).fill('key_none') } }),
    gets: { code: ['invalid_input'] },
  })),
  ...each(
    'D18',
    [{}, { filter: {} }, { keyIds: ['key_1'], filter: { search: 'x' } }, { filter: { all: true } }],
    body => ({
      name: `never everything: ${JSON.stringify(body)}`,
      send: s => request(s, { path: '/v1/keys/bulk-revoke', body }),
      gets: { code: ['invalid_input', 'unknown_field'] },
    }),
  ),
  {
    id: 'D18',
    name: 'the keys of another tenant are unknown ones',
    send: s =>
      request(s, {
        path: '/v1/keys/bulk-revoke',
        key: s.managers.confined,
        body: { keyIds: [s.foreign.key.id, 'key_none', s.foreign.key.id] },
      }),
    gets: { status: 200, hides: '"revoked"' },
  },
]

export const fields: AttackGroup = {
  attacks: [...settings, ...courses],
  scenarios: [
    {
      id: 'D02',
      name: 'two keys of one name are two keys',
      show: async ({ issue }) => {
        const [one, other] = [await issue({ name: 'Twin' }), await issue({ name: 'Twin' })]
        expect(one.id).not.toBe(other.id)
        expect(one.token).not.toBe(other.token)
      },
    },
    {
      id: 'D10',
      name: 'while one rotation overlaps another is refused, and an end at once always works',
      show: async ({ client, issue }) => {
        const { id } = await issue()
        await client.keys.rotate(id, { overlapSeconds: 600 })
        const again = client.keys.rotate(id, { overlapSeconds: 600 })
        await expect(again).rejects.toMatchObject({ code: 'rotation_in_progress' })
        await client.keys.rotate(id, {})
        expect(await client.keys.get(id)).toMatchObject({ status: 'active', retiring: null })
      },
    },
  ],
}
