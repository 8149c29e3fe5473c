import { type Attack, type AttackGroup, each, request, type Sent } from './attack.ts'
import { storeHostileTexts } from './hostile-texts.ts'
import type { Subject } from './subject.ts'

const path = '/v1/organizations'
const post = (subject: Subject, body: unknown, more: Partial<Sent> = {}) =>
  request(subject, { path, method: 'POST', body, ...more })
const list = (subject: Subject, query: string, of = '/v1/keys') =>
  request(subject, { path: `${of}?${query}` })
const create = (subject: Subject, members: object) =>
  post(
    subject,
    { apiId: subject.apiId, organizationId: subject.organizationId, name: 'x', ...members },
    { path: '/v1/keys' },
  )
const malformed = { code: 'malformed_json' } as const
const invalid = { code: 'invalid_input' } as const

const broken = [
  ...['{"name":"x"', '{"name":"x",}', '{"name":"x"}//', "{'name':'x'}", '{"name":NaN}', '{"name":Infinity}'],
  ...[
    '{"name":0x10}',
    '{"name":01}',
    '{"name":"x"}{"name":"y"}',
    '{"name":"x\n"}',
    '{name:"x"}',
    '{"name":"\\x41"}',
  ],
  ...['\u00a0{"name":"x"}', '{"name":"x"}\0', 'undefined', '{"name":.5}', '{"name":"x" "b":1}', '[1,]'],
]
const badUtf8 = [
  ['a mark of order', Buffer.from('\ufeff{"name":"x"}')],
  ['UTF-16', Buffer.from('{"name":"x"}', 'utf16le')],
  ['half of a pair', Buffer.from('{"name":"\\ud800"}')],
  ['half of a pair as a name', Buffer.from('{"\\udfff":"x"}')],
  ['an overlong form', Buffer.from('{"name":"\xc0\xae"}', 'latin1')],
  ['a half of a pair in UTF-8', Buffer.from('{"name":"\xed\xa0\x80"}', 'latin1')],
  ['a byte that is none', Buffer.from('{"name":"\xff"}', 'latin1')],
] as const

const json: Attack[] = [
  ...each('C01', ['', 'null', '[]', '"x"', '1', 'true', ' '], body => ({
    name: JSON.stringify(body),
    send: s => post(s, body),
    gets: malformed,
  })),
  ...each('C02', broken, body => ({
    name: JSON.stringify(body),
    send: s => post(s, body),
    gets: malformed,
  })),
  {
    id: 'C02',
    name: 'a secret in it is not repeated',
    send: s => post(s, `{"name":${s.keys.plain.token}}`),
    gets: malformed,
  },
  ...each('C03', badUtf8, ([name, bytes]) => ({ name, send: s => post(s, bytes), gets: malformed })),
  ...each(
    'C04',
    ['{"name":"x","name":"y"}', '{"name":"x","na\\u006de":"y"}', '{"name":"x","keyPolicy":{"a":1,"a":2}}'],
    body => ({
      name: body,
      send: s => post(s, body),
      gets: { code: 'duplicate_member' },
    }),
  ),
  ...each('C05', [33, 200_000], depth => ({
    name: `${depth} levels`,
    send: s => post(s, `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`),
    gets: { code: 'json_too_deep' },
  })),
  {
    id: 'C05',
    name: '300,000 empty lists',
    send: s => post(s, `{"name":[${'[],'.repeat(300_000)}[]]}`),
    gets: invalid,
  },
  {
    id: 'C06',
    name: 'a byte more than a mebibyte',
    send: s => post(s, `{"name":"${'x'.repeat(1_048_566)}"}`),
    gets: { code: 'body_too_large' },
  },
  {
    id: 'C06',
    name: 'the same in chunks',
    send: s =>
      post(s, `100001\r\n${'x'.repeat(0x100001)}\r\n0\r\n\r\n`)
        .toString('latin1')
        .replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked'),
    gets: { code: 'body_too_large' },
  },
  {
    id: 'C06',
    name: 'a length that is too small: what follows is no request',
    send: s =>
      post(s, '{"name":"x"}')
        .toString('latin1')
        .replace(/Content-Length: \d+/, 'Content-Length: 5'),
    gets: { code: ['malformed_json', 'malformed_request'] },
  },
  {
    id: 'C07',
    name: '50,000 members that no call knows',
    send: s => post(s, `{${Array.from({ length: 50_000 }, (_, index) => `"m${index}":1`).join()}}`),
    gets: { code: 'unknown_field' },
  },
  {
    id: 'C07',
    name: 'members whose names are numbers and collide',
    send: s => post(s, `{${Array.from({ length: 50_000 }, (_, index) => `"${index * 65_536}":1`).join()}}`),
    gets: { code: 'unknown_field' },
  },
  ...each('C08', ['__proto__', 'constructor', 'prototype'], name => ({
    name,
    send: s => post(s, `{"name":"x","${name}":{"suspended":true}}`),
    gets: invalid,
  })),
  ...each('C08', ['toString', 'hasOwnProperty', 'then', 'valueOf', '__defineGetter__', ''], name => ({
    name: JSON.stringify(name),
    send: s => post(s, { name: 'x', [name]: { isAdmin: true } }),
    gets: { code: 'unknown_field' },
  })),
  {
    id: 'C08',
    name: 'deep in metadata, and escaped',
    send: s =>
      post(s, `{"apiId":"${s.apiId}","name":"x","metadata":{"a":[{"__pr\\u006fto__":{"b":1}}]}}`, {
        path: '/v1/keys',
      }),
    gets: invalid,
  },
]

const otherTypes = [
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'application/*',
  ],
  ...[
    'application/json; charset=utf-16',
    'application/json\ta',
    'application/json;',
    'application/json, text/plain',
  ],
  ...[
    'application/json; charset=utf-8; x=y',
    'application/jsonp',
    'application/problem+json',
    ';application/json',
    'json',
  ],
]

const types: Attack[] = [
  ...each('C09', otherTypes, type => ({
    name: type,
    send: s => post(s, { name: 'x' }, { type }),
    gets: { code: 'unsupported_media_type' },
  })),
  {
    id: 'C09',
    name: 'none',
    send: s =>
      post(s, { name: 'x' })
        .toString('latin1')
        .replace(/Content-Type.*\r\n/, ''),
    gets: { code: 'unsupported_media_type' },
  },
  {
    id: 'C10',
    name: 'two',
    send: s => post(s, { name: 'x' }, { headers: ['Content-Type: text/plain'] }),
    gets: { code: 'duplicate_header' },
  },
  ...each(
    'C10',
    ['APPLICATION/JSON', ' application/json', 'application/json ', 'application/json;charset="UTF-8"'],
    type => ({
      name: `${JSON.stringify(type)} is read, and held to the rules`,
      send: s => post(s, { name: 7 }, { type }),
      gets: invalid,
    }),
  ),
]

const numbers = ['-0', '1e400', '9007199254740993', '1.5', '"5"', 'true', '-1', 'null', '[5]', '{}', '1e-7']
const shapes: Readonly<Record<string, unknown>>[] = [
  { name: ['x'] },
  { name: { $gt: '' } },
  { name: { toString: 'x' } },
  { name: 7 },
  { scopes: 'leads:read' },
  { scopes: { 0: 'leads:read', length: 1 } },
  { scopes: [['leads:read']] },
  { metadata: [] },
  { allowedIps: '203.0.113.1' },
  { credits: 5 },
]
const limits = [
  'limit=1&limit=2',
  'limit[]=1',
  'limit[a]=1',
  'limit=1e3',
  'limit=-1',
  'limit=0',
  'limit=10000',
]
const limitsToo = [
  'limit=NaN',
  'limit=%205',
  'limit=',
  'limit=0x5',
  'limit=5.0',
  'limit=1%00',
  'limit=%ff',
  'limit=1;limit=2',
]
const filters = [
  ...[
    'sort=secret',
    'sort=digest',
    'filter[secret]=x',
    'filter=x',
    'order=1;drop',
    'fields=sha256',
    'include=secrets',
  ],
  ...['sha256=x', 'search[$ne]=1', 'where=1', 'q=x', 'secret=x'],
]
const cursors = [
  'AAAA',
  'null',
  '0',
  '-1',
  "' OR 1=1--",
  'eyJhIjoxfQ',
  'x'.repeat(1_000),
  '%F0%9F%92%A3',
  '../..',
  'key_1',
]

const shapesAndLists: Attack[] = [
  ...each('C11', numbers, number => ({
    name: `a limit of ${number}`,
    send: s =>
      post(
        s,
        `{"apiId":"${s.apiId}","organizationId":"${s.organizationId}","name":"x",` +
          `"rateLimits":[{"name":"a","limit":${number},"windowSeconds":60}]}`,
        { path: '/v1/keys' },
      ),
    gets: { ...invalid, holds: '"pointer":"/rateLimits/0/limit"' },
  })),
  ...each('C12', shapes, members => ({
    name: JSON.stringify(members),
    send: s => create(s, members),
    gets: { ...invalid, holds: `"pointer":"/${Object.keys(members)[0]}` },
  })),
  ...each('C13', [...limits, ...limitsToo], query => ({
    name: query,
    send: s => list(s, query),
    gets: { code: ['invalid_parameter', 'unknown_field'] },
  })),
  ...each('C14', cursors, cursor => ({
    name: cursor.slice(0, 20),
    send: s => list(s, `cursor=${cursor.replaceAll(' ', '%20').replaceAll("'", '%27')}`),
    gets: { code: ['invalid_cursor', 'invalid_parameter'] },
  })),
  ...each('C15', filters, query => ({
    name: query,
    send: s => list(s, query),
    gets: { code: ['invalid_parameter', 'unknown_field', 'credential_in_url'] },
  })),
  ...each(
    'C18',
    [
      '1',
      'key_',
      'null',
      'undefined',
      '-',
      '0',
      '~',
      'NaN',
      'org_01jd8q4z6xk2v9m3t7r5w1c0ha',
      'k'.repeat(5_000),
    ],
    id => ({
      name: `the id ${id.slice(0, 12)}`,
      send: s => request(s, { path: `/v1/keys/${id}` }),
      gets: { code: 'not_found' },
    }),
  ),
  ...each('C19', ['application/xml', '*/*;q=0', 'text/html', 'x'.repeat(10_000), ''], accept => ({
    name: `Accept: ${accept.slice(0, 20)}`,
    send: s => request(s, { path: '/v1/keys/key_none', headers: [`Accept: ${accept}`] }),
    gets: { code: 'not_found' },
  })),
  ...each('C20', ['"999"', '"x"', 'W/"1"', '""'], tag => ({
    name: `If-Match ${tag} is stale`,
    send: s => change(s, { name: 'y' }, [`If-Match: ${tag}`]),
    gets: { code: 'precondition_failed' },
  })),
  ...each('C20', ['1', '"1', '"1", "2"', '', '"\xe9"'], tag => ({
    name: `If-Match ${tag} is malformed`,
    send: s => change(s, { name: 'y' }, [`If-Match: ${tag}`]),
    gets: { code: 'malformed_request' },
  })),
  ...each('C20', ['"1"', '"2"'], tag => ({
    name: `two of If-Match, one of them ${tag}`,
    send: s => change(s, { name: 'y' }, [`If-Match: ${tag}`, 'If-Match: *']),
    gets: { code: 'duplicate_header' },
  })),
]

function change(subject: Subject, members: object, headers: string[] = []): Buffer {
  return request(subject, {
    method: 'PATCH',
    path: `/v1/keys/${subject.keys.plain.id}`,
    body: members,
    headers,
  })
}

const assigned = [
  ...[
    'is_admin',
    'org_id',
    'organizationId',
    'apiId',
    'created_at',
    'createdAt',
    'createdBy',
    'hash',
    'sha256',
    'id',
  ],
  ...[
    'remaining',
    'rate_limit',
    'role',
    'status',
    'revokedAt',
    'secret',
    'environment',
    'version',
    'reach',
    'start',
  ],
]
const large = [
  { scopes: Array(10_000).fill('leads:read') },
  { allowedIps: Array(10_000).fill('203.0.113.1') },
  { allowedEndpoints: Array(10_000).fill({ method: 'GET', path: '/' }) },
  { rateLimits: Array(9).fill({ name: 'a', limit: 1, windowSeconds: 1 }) },
  { metadata: { a: 'x'.repeat(65_536) } },
  { metadata: Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`m${index}`, 1])) },
  { purpose: 'x'.repeat(1_001) },
]

const members: Attack[] = [
  ...each('C21', assigned, member => ({
    name: `${member} is not there to be set`,
    send: s => change(s, { [member]: 1 }),
    gets: { code: 'unknown_field' },
  })),
  ...each('C21', ['name', 'scopes', 'type', 'enabled', 'metadata'], member => ({
    name: `null takes nothing away from ${member}`,
    send: s => change(s, { [member]: null }),
    gets: invalid,
  })),
  ...each('C22', large, input => ({
    name: `${Object.keys(input)[0]}, far too much`,
    send: s => create(s, input),
    gets: { ...invalid, holds: 'at most' },
  })).map(attack =>
    attack.name.startsWith('metadata') ? { ...attack, gets: { ...invalid, holds: '4096' } } : attack,
  ),
]

export const bodies: AttackGroup = {
  attacks: [...json, ...types, ...shapesAndLists, ...members],
  scenarios: [
    {
      id: 'C16',
      name: 'hostile text is kept as it is or refused, in every field that takes text, and found again',
      show: storeHostileTexts,
    },
  ],
}
