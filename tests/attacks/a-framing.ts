import { gzipSync } from 'node:zlib'
import { type Attack, type AttackGroup, each, request } from './attack.ts'
import type { Subject } from './subject.ts'

const end = 'Host: localhost\r\nConnection: close\r\n'
const organization = '{"name":"Contoso"}'

const authorization = ({ rootKey }: Subject) => `Authorization: Bearer ${rootKey}\r\n`
/** A list of one, with more header lines. */
const get = (subject: Subject, lines = '', { path = '/v1/apis?limit=1', method = 'GET' } = {}) =>
  `${method} ${path} HTTP/1.1\r\n${end}${authorization(subject)}${lines}\r\n`
/** A create with header lines for its length. */
const create = (subject: Subject, lines: string, body = organization) =>
  `POST /v1/organizations HTTP/1.1\r\n${end}${authorization(subject)}Content-Type: application/json\r\n${lines}\r\n${body}`
const malformed = { code: 'malformed_request' } as const
const refused = { code: ['malformed_request', 'not_found'] } as const

const lengths: Attack[] = [
  ...each(
    'A01',
    [
      'Content-Length: 18\r\nTransfer-Encoding: chunked\r\n',
      'Transfer-Encoding: chunked\r\nContent-Length: 18\r\n',
    ],
    lines => ({ name: lines.slice(0, 14), send: s => create(s, lines, '0\r\n\r\n'), gets: malformed }),
  ),
  ...each('A02', ['+3', '3, 3', '0x3', '1234567890123456789', '-1', '3.0', '1e1'], length => ({
    name: `Content-Length ${length}`,
    send: s => create(s, `Content-Length: ${length}\r\n`),
    gets: { code: ['malformed_request', 'body_too_large'] },
  })),
  {
    id: 'A02',
    name: 'two lengths',
    send: s => create(s, 'Content-Length: 18\r\nContent-Length: 3\r\n'),
    gets: malformed,
  },
  ...each(
    'A03',
    ['xchunked', 'chunked, identity', 'chunked\x0b', 'chunked\r\nTransfer-Encoding: identity'],
    coding => ({
      name: JSON.stringify(coding),
      send: s => create(s, `Transfer-Encoding: ${coding}\r\n`, '0\r\n\r\n'),
      gets: malformed,
    }),
  ),
  ...each('A04', ['-1\r\n', 'FFFFFFFFFFFFFFFFF\r\n', 'zz\r\n', '12 ;x\r\nz', '12\nx'], chunk => ({
    name: `chunk ${JSON.stringify(chunk)}`,
    send: s => create(s, 'Transfer-Encoding: chunked\r\n', chunk),
    gets: malformed,
  })),
  {
    id: 'A04',
    name: '100,000 chunks of a byte each are one body',
    send: s =>
      create(s, 'Transfer-Encoding: chunked\r\n', `${'1\r\n \r\n'.repeat(100_000)}2\r\n[]\r\n0\r\n\r\n`),
    gets: { code: 'malformed_json' },
  },
  {
    id: 'A04',
    name: 'a chunk extension of a mebibyte',
    send: s => create(s, 'Transfer-Encoding: chunked\r\n', `1;${'x'.repeat(1_048_576)}\r\n \r\n0\r\n\r\n`),
    gets: { code: 'body_too_large' },
  },
  ...each(
    'A05',
    ['Authorization: Bearer x', 'X-Forwarded-For: 203.0.113.1', 'Content-Type: text/plain'],
    line => ({
      name: `a trailer ${line}`,
      send: s => create(s, 'Transfer-Encoding: chunked\r\n', `2\r\n[]\r\n0\r\n${line}\r\n\r\n`),
      gets: { code: 'malformed_json' },
    }),
  ),
  {
    id: 'A05',
    name: 'a credential in a trailer is none',
    send: s =>
      `POST /v1/organizations HTTP/1.1\r\n${end}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `2\r\n{}\r\n0\r\n${authorization(s)}\r\n`,
    gets: { code: 'missing_credential' },
  },
]

const addresses: Attack[] = [
  ...each('A06', ['', 'a@b', 'a/b', 'a:99999', 'a'.repeat(300), 'a b', 'a\\b', '[::1', 'a,b'], host => ({
    name: `Host ${host.slice(0, 20)}`,
    send: s => get(s).replace('Host: localhost', `Host: ${host}`),
    gets: malformed,
  })),
  { id: 'A06', name: 'no Host', send: s => get(s).replace('Host: localhost\r\n', ''), gets: malformed },
  {
    id: 'A06',
    name: 'two Hosts',
    send: s => get(s, 'Host: evil.example\r\n'),
    gets: { code: 'duplicate_header' },
  },
  ...each(
    'A08',
    ['http://evil.example/v1/apis', 'http://localhost/v1/apis', 'evil.example:80', '*'],
    target => ({
      name: `target ${target}`,
      send: s => get(s, '', { path: target }),
      gets: refused,
    }),
  ),
  ...each('A09', ['HTTP/3.7', 'HTTP/1.1 x', 'http/1.1', 'HTTP/1.1x', 'HTTP/0.9', 'HTTP/2.0'], version => ({
    name: version,
    send: s => get(s).replace('HTTP/1.1', version),
    gets: malformed,
  })),
  { id: 'A09', name: 'no version at all', send: () => 'GET /v1/apis\r\n\r\n', gets: malformed },
  {
    id: 'A09',
    name: 'HTTP/1.0 that would stay open',
    send: s => get(s).replace('HTTP/1.1', 'HTTP/1.0'),
    gets: { status: [200, 400] },
  },
  ...each(
    'A10',
    [
      'X: a\nY: b\r\n',
      'X: a\rY: b\r\n',
      'X: a\r\n b\r\n',
      'X : a\r\n',
      'X: a\0b\r\n',
      'X: a\x7fb\r\n',
      'X\r\n',
      ': a\r\n',
    ],
    lines => ({
      name: JSON.stringify(lines),
      send: s => get(s, lines),
      gets: malformed,
    }),
  ),
  ...each('A11', [101, 2_001, 2_500], count => ({
    name: `${count} headers, the credential last`,
    send: s => `GET /v1/apis HTTP/1.1\r\n${end}${'a:b\r\n'.repeat(count - 3)}${authorization(s)}\r\n`,
    gets: { code: 'headers_too_large' },
  })),
  ...each('A12', ['X: ', 'Cookie: a='], name => ({
    name: `${name} of 17 and 64 KiB`,
    send: s => get(s, `${name}${'a'.repeat(name === 'X: ' ? 17_000 : 65_536)}\r\n`),
    gets: { code: 'headers_too_large' },
  })),
  ...each('A13', [`/v1/${'a'.repeat(9_000)}`, `/v1/apis?cursor=${'a'.repeat(65_536)}`], path => ({
    name: `an address of ${path.length} characters`,
    send: s => get(s, '', { path }),
    gets: { code: 'uri_too_long' },
  })),
  ...each('A14', ['TRACE', 'PROPFIND', 'OPTIONS', 'PUT', 'DELETE'], method => ({
    name: method,
    send: s => get(s, '', { method }),
    gets: { code: 'method_not_allowed', headers: { allow: 'POST, GET, HEAD' } },
  })),
  ...each('A14', ['GeT', 'X'.repeat(1_024), 'G ET', 'GET\0'], method => ({
    name: method.slice(0, 8),
    send: s => get(s, '', { method }),
    gets: malformed,
  })),
  {
    id: 'A14',
    name: 'CONNECT',
    send: () => 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n',
    gets: { code: 'method_not_allowed' },
  },
]

const overrides = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']
const otherSpellings = [
  ...['/v1//keys', '/v1/./keys', '/v1/apis/../keys', '/v1/%6beys', '/v1/keys%2F', '/v1/keys%5c', '/v1\\keys'],
  ...[
    '/v1/keys;x=y',
    '/v1/keys/',
    '/V1/keys',
    '/v1/KEYS',
    '/v1/keys%00',
    '/v1/keys/%c0%ae',
    '/v1/keys/%',
    '//v1/keys',
  ],
  ...[
    '/healthz/../v1/keys',
    '/healthz/%2e%2e/v1/keys',
    '/v1/keys/..',
    '/v1/keys/.',
    '/v1/keys%3flimit=1',
    '/%2fv1/keys',
  ],
]

const routes: Attack[] = [
  ...each('A15', overrides, name => ({
    name: `${name}: DELETE`,
    send: s => get(s, `${name}: DELETE\r\n`, { path: `/v1/organizations/${s.foreign.organizationId}` }),
    gets: { status: 200, holds: 'Fabrikam' },
  })),
  {
    id: 'A15',
    name: '_method in the address',
    send: s => get(s, '', { path: `/v1/organizations/${s.foreign.organizationId}?_method=DELETE` }),
    gets: { code: 'unknown_field' },
  },
  ...each('A16', otherSpellings, path => ({ name: path, send: s => get(s, '', { path }), gets: refused })),
  {
    id: 'A17',
    name: 'of two pipelined requests, each has its own credential',
    send: s => `GET /v1/apis HTTP/1.1\r\nHost: x\r\n\r\n${get(s)}`,
    gets: { code: 'missing_credential' },
  },
  {
    id: 'A17',
    name: 'a request in the body of another is none',
    send: s => request(s, { method: 'POST', path: '/v1/organizations', body: get(s) }),
    gets: { code: 'malformed_json' },
  },
  ...each('A18', ['foo', '200-ok'], expectation => ({
    name: `Expect: ${expectation}`,
    send: s => get(s, `Expect: ${expectation}\r\n`),
    gets: { code: 'expectation_failed' },
  })),
  ...each('A19', ['websocket', 'h2c', 'TLS/1.0'], protocol => ({
    name: `an upgrade to ${protocol} is ignored, and needs a key all the same`,
    send: () =>
      `GET /v1/apis HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABk\r\n\r\n`,
    gets: { code: 'missing_credential' },
  })),
  {
    id: 'A19',
    name: 'HTTP/2 without asking',
    send: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    gets: malformed,
  },
]

const bodies: Attack[] = [
  {
    id: 'A20',
    name: 'a body on GET is read and means nothing',
    send: s => request(s, { method: 'GET', path: '/v1/apis', body: { name: 'x' } }),
    gets: { status: [200, 400, 415] },
  },
  {
    id: 'A20',
    name: 'a body on DELETE',
    send: s => request(s, { method: 'DELETE', path: '/v1/keys/key_none', body: { all: true } }),
    gets: { code: ['unknown_field', 'not_found'] },
  },
  ...each('A20', ['GET', 'DELETE', 'POST'], method => ({
    name: `ten mebibytes on ${method}`,
    send: s => get(s, 'Content-Type: application/json\r\nContent-Length: 10485760\r\n', { method }),
    gets: { status: [405, 413] },
  })),
  ...each('A21', ['gzip', 'gzip, gzip', 'br', 'deflate', 'nonsense', 'identity'], coding => ({
    name: `Content-Encoding ${coding}`,
    send: s =>
      request(s, {
        path: '/v1/organizations',
        body: gzipSync(Buffer.alloc(1_000_000, ' ')),
        headers: [`Content-Encoding: ${coding}`],
      }),
    gets: { code: 'unsupported_media_type' },
  })),
  ...each('A23', ['/v1/audit/export?format=csv', '/openapi.json', '/help/api'], path => ({
    name: `a thousand ranges of ${path}`,
    send: s => get(s, `Range: bytes=${'0-,'.repeat(1_000)}0-\r\n`, { path }),
    gets: { status: 200 },
  })),
  ...each(
    'A24',
    [
      '/debug',
      '/.env',
      '/.git/config',
      '/swagger',
      '/server.js.map',
      '/debug/pprof',
      '/health/all',
      '/admin',
      '/v1',
      '/index.html',
    ],
    path => ({
      name: path,
      send: s => get(s, '', { path }),
      gets: { code: 'not_found' },
    }),
  ),
  {
    id: 'A24',
    name: 'metrics without a key',
    send: s => request(s, { path: '/metrics', key: null }),
    gets: { code: 'missing_credential' },
  },
  ...each('A24', ['reader', 'confined'] as const, name => ({
    name: `metrics with the key ${name}`,
    send: s => request(s, { path: '/metrics', key: s.managers[name] }),
    gets: { code: ['insufficient_scope', 'insufficient_permission'] },
  })),
  {
    id: 'A25',
    name: 'TLS where HTTP is spoken',
    send: () => Buffer.from('160301020001000001fc0303', 'hex'),
    gets: malformed,
  },
  {
    id: 'A25',
    name: 'a request to http is answered, never led to https with its credential',
    send: s => get(s, 'X-Forwarded-Proto: http\r\n'),
    gets: { status: 200 },
  },
]

export const framing: AttackGroup = {
  attacks: [...lengths, ...addresses, ...routes, ...bodies],
  scenarios: [],
}
