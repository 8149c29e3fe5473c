import { type Attack, type AttackGroup, each, request } from './attack.ts'
import type { KeyName, Subject } from './subject.ts'

const path = '/v1/apis?limit=1'
/** A call with exactly these header lines for a credential. */
const withLines = (subject: Subject, ...headers: string[]) => request(subject, { path, key: null, headers })
const verify = (subject: Subject, key: string, more: object = {}) =>
  request(subject, { path: '/v1/keys/verify', body: { key, ...more } })
const invalid = { code: 'invalid_api_key' } as const
const missing = { code: 'missing_credential' } as const

const forms: Attack[] = [
  { id: 'B01', name: 'nothing', send: s => withLines(s), gets: missing },
  ...each('B02', ['', 'Bearer', 'Bearer ', 'Bearer  x', 'Bearer\tx', ' '], value => ({
    name: `Authorization: ${JSON.stringify(value)}`,
    send: s => withLines(s, `Authorization: ${value}`),
    gets: { ...missing, holds: 'Bearer <key>' },
  })),
  ...each('B03', ['bearer', 'BEARER', 'bEaReR'], scheme => ({
    name: scheme,
    send: s => withLines(s, `Authorization: ${scheme} ${s.rootKey}`),
    gets: { status: 200 },
  })),
  ...each('B04', ['Basic', 'Token', 'ApiKey', 'Digest', 'JWT', 'Negotiate', 'Key', ''], scheme => ({
    name: `the scheme ${scheme}`,
    send: s => withLines(s, `Authorization: ${scheme} ${s.rootKey}`),
    gets: missing,
  })),
  ...each('B05', ['x', 'same'], other => ({
    name: `Authorization twice: ${other}`,
    send: s =>
      withLines(
        s,
        `Authorization: Bearer ${s.rootKey}`,
        `authorization: Bearer ${other === 'same' ? s.rootKey : other}`,
      ),
    gets: { code: 'duplicate_header' },
  })),
  ...each('B06', ['twice', 'list'], form => ({
    name: `X-API-Key: ${form}`,
    send: s =>
      form === 'list'
        ? withLines(s, `X-API-Key: ${s.rootKey}, x`)
        : withLines(s, `X-API-Key: ${s.rootKey}`, `x-api-key: ${s.rootKey}`),
    gets: { code: 'duplicate_header' },
  })),
  ...each('B07', ['same', 'other', 'empty'], form => ({
    name: `in both headers: ${form}`,
    send: s =>
      withLines(
        s,
        `Authorization: Bearer ${s.rootKey}`,
        `X-API-Key: ${form === 'same' ? s.rootKey : form === 'other' ? s.managers.reader : ''}`,
      ),
    gets: { code: 'multiple_credentials' },
  })),
  ...each('B08', ['session', '__Host-session', 'keyturn', 'sid'], name => ({
    name: `a cookie ${name} gives nothing`,
    send: s => withLines(s, `Cookie: ${name}=${s.rootKey}`),
    gets: missing,
  })),
  ...each('B09', ['api_key', 'access_token', 'key', 'token', 'KEY', 'authorization', 'q'], name => ({
    name: `?${name}=`,
    send: s => request(s, { path: `/v1/apis?${name}=${s.rootKey}`, key: null }),
    gets: { code: 'credential_in_url' },
  })),
  {
    id: 'B09',
    name: 'beside a good one in the header',
    send: s => request(s, { path: `/v1/apis?note=${s.keys.plain.token}` }),
    gets: { code: 'credential_in_url' },
  },
  {
    id: 'B09',
    name: 'in the path',
    send: s => request(s, { path: `/v1/keys/${s.rootKey}`, key: null }),
    gets: { status: [400, 401, 404] },
  },
  {
    id: 'B09',
    name: 'in the body',
    send: s => request(s, { path: '/v1/organizations', key: null, body: { name: 'x', api_key: s.rootKey } }),
    gets: missing,
  },
  {
    id: 'B09',
    name: 'as the user of Basic',
    send: s => withLines(s, `Authorization: Basic ${Buffer.from(`${s.rootKey}:`).toString('base64')}`),
    gets: missing,
  },
]

const surroundings = ['"', "'", '`', '\xef\xbb\xbf', '\xe2\x80\x8b', '\xa0', '\x01', 'x\ty']
const nearMisses: [string, (token: string) => string][] = [
  ['one changed', token => token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a')],
  [
    'one changed in the middle',
    token => `${token.slice(0, 20)}${token[20] === 'Z' ? 'Y' : 'Z'}${token.slice(21)}`,
  ],
  ['truncated', token => token.slice(0, -1)],
  ['doubled', token => token + token],
  ['upper case', token => token.toUpperCase()],
  ['the other environment', token => token.replace('_live_', '_test_')],
  ['another prefix', token => token.replace('kt_', 'ee_')],
]
const foreign = [
  `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`,
  `ghp_${'a'.repeat(36)}`,
  `AKIA${'A'.repeat(16)}`,
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.',
  'xoxb-1-2-3',
]
const payloads = [
  ...[
    "'",
    '"',
    ';--',
    '%00',
    `${'$'}{jndi:ldap://x}`,
    '{{7*7}}',
    "'OR'1'='1",
    '$ne',
    '../../etc/passwd',
    '<script>',
  ],
  ...['__proto__', 'constructor', 'undefined', 'null', '0', '*', '%', '_'],
]

const wrong: Attack[] = [
  ...each('B10', surroundings, around => ({
    name: `inside ${JSON.stringify(around)}`,
    send: s => withLines(s, `Authorization: Bearer ${around}${s.rootKey}${around}`),
    gets: { code: ['invalid_api_key', 'malformed_request'] },
  })),
  ...each('B11', nearMisses, ([name, change]) => ({
    name,
    send: s => withLines(s, `Authorization: Bearer ${change(s.rootKey)}`),
    gets: invalid,
  })),
  ...each('B11', nearMisses, ([name, change]) => ({
    name: `${name}, verified`,
    send: s => verify(s, change(s.keys.plain.token)),
    gets: { verdict: 'malformed' },
  })).filter(({ name }) => !name.startsWith('another prefix')),
  {
    id: 'B12',
    name: 'a key of the sandbox where a live one is asked for',
    send: s => verify(s, s.keys.test.token, { environment: 'live' }),
    gets: { verdict: 'wrong_environment' },
  },
  ...each('B13', foreign, token => ({
    name: token.slice(0, 5),
    send: s => withLines(s, `X-API-Key: ${token}`),
    gets: { ...invalid, hides: token },
  })),
  ...each('B14', ['id', 'start', 'dots', 'bullets', 'ellipsis'] as const, form => ({
    name: `not the key but its ${form}`,
    send: s => withLines(s, `X-API-Key: ${shortened(s)[form]}`),
    gets: invalid,
  })),
  ...each('B15', [1_000, 8_000], length => ({
    name: `${length} characters`,
    send: s => withLines(s, `X-API-Key: ${'a'.repeat(length)}`),
    gets: invalid,
  })),
  {
    id: 'B15',
    name: '100,000 characters',
    send: s => withLines(s, `X-API-Key: ${'a'.repeat(100_000)}`),
    gets: { code: 'headers_too_large' },
  },
  ...each('B15', [0, 1, 100_000], length => ({
    name: `${length} characters, verified`,
    send: s => verify(s, 'a'.repeat(length)),
    gets: { verdict: 'malformed' },
  })),
  ...each('B16', payloads, payload => ({
    name: payload,
    send: s => withLines(s, `X-API-Key: ${payload}`),
    gets: invalid,
  })),
  ...each('B16', payloads, payload => ({
    name: `${payload}, verified`,
    send: s => verify(s, `ee_live_${payload}`),
    gets: { verdict: 'malformed' },
  })),
  ...each('B17', ['ｅｅ_live_', '\u212a', '\u202eee_live_', 'ee\u200b_live_', 'е\u0435_live_'], text => ({
    name: `looks like a key: ${JSON.stringify(text)}`,
    send: s => verify(s, `${text}${s.keys.plain.token.slice(8)}`),
    gets: { verdict: 'malformed' },
  })),
  ...each('B18', ['\xe9', '\xff\xfe', '\xc3\x28', '\x80'], bytes => ({
    name: `bytes ${JSON.stringify(bytes)}`,
    send: s => withLines(s, `X-API-Key: ${s.rootKey}${bytes}`),
    gets: invalid,
  })),
]

function shortened(s: Subject) {
  const start = s.rootKey.slice(0, 11)
  return {
    id: s.keys.plain.id,
    start,
    dots: `${start}...`,
    bullets: `${start}\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2`,
    ellipsis: `${start}\xe2\x80\xa6`,
  }
}

const states: [Attack['id'], KeyName, string][] = [
  ['B19', 'revoked', 'revoked'],
  ['B20', 'expired', 'expired'],
  ['B21', 'disabled', 'disabled'],
  ['B21', 'suspended', 'organization_suspended'],
]

const rights: Attack[] = [
  ...states.map(
    ([id, name, verdict]): Attack => ({
      id,
      name: `a ${name} key`,
      send: s => verify(s, s.keys[name].token),
      gets: { verdict },
    }),
  ),
  {
    id: 'B19',
    name: 'a revoked key with a wrong end is an unknown one',
    send: s => verify(s, `${s.keys.revoked.token.slice(0, -1)}_`),
    gets: { verdict: 'malformed' },
  },
  {
    id: 'B23',
    name: 'a scope that the key lacks',
    send: s => request(s, { path: '/v1/keys', key: s.managers.verifier }),
    gets: { code: 'insufficient_scope', holds: 'keys:read' },
  },
  {
    id: 'B23',
    name: 'and the challenge names it',
    send: s => request(s, { path: '/v1/organizations', key: s.managers.reader, body: { name: 'x' } }),
    gets: {
      code: 'insufficient_scope',
      headers: {
        'www-authenticate': 'Bearer realm="keyturn", error="insufficient_scope", scope="organizations:write"',
      },
    },
  },
  ...each('B24', ['plain', 'test', 'revoked'] as const, name => ({
    name: `the ${name} key of a vendor's API on ours`,
    send: s => request(s, { path, key: s.keys[name].token }),
    gets: { code: ['invalid_api_key', 'key_revoked'] },
  })),
  {
    id: 'B24',
    name: "a management key on a vendor's API",
    send: s => verify(s, s.managers.reader, { apiId: s.apiId }),
    gets: { verdict: 'wrong_api' },
  },
  ...each('B25', ['X-Org-Id', 'X-Organization-Id', 'Organization', 'X-Tenant'], name => ({
    name: `${name} of another tenant changes nothing`,
    send: s =>
      request(s, {
        path: `/v1/organizations/${s.foreign.organizationId}`,
        key: s.managers.confined,
        headers: [`${name}: ${s.foreign.organizationId}`],
      }),
    gets: { code: 'not_found', hides: 'Fabrikam' },
  })),
  ...each('B26', ['HEAD', 'OPTIONS'], method => ({
    name: `${method} without a key`,
    send: s => request(s, { method, path: '/v1/organizations', key: null }),
    gets: { status: method === 'HEAD' ? 401 : 405 },
  })).filter(({ name }) => !name.startsWith('HEAD')),
]

export const credentials: AttackGroup = {
  attacks: [...forms, ...wrong, ...rights],
  scenarios: [
    {
      id: 'B22',
      name: 'while a rotation overlaps both secrets work, and after its end the old one is revoked',
      show: async ({ client, issue }) => {
        const { id, token } = await issue()
        const { secret } = await client.keys.rotate(id, { overlapSeconds: 600 })
        const codes = async () => {
          const verdicts = [token, secret ?? ''].map(key => client.keys.verify({ key }))
          return (await Promise.all(verdicts)).map(({ code }) => code)
        }
        assertEqual(await codes(), ['valid', 'valid'])
        await client.keys.rotate(id, { overlapSeconds: 0 })
        assertEqual(await codes(), ['revoked', 'revoked'])
      },
    },
  ],
}

function assertEqual(actual: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (one !== other) throw new Error(`${one} is not ${other}`)
}
