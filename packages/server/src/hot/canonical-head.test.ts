import { expect, test } from 'vitest'
import { endOfHead, readHead } from './canonical-head.ts'
import { harmless } from './testing/requests.ts'

const token = 'kt_live_00000000000000000000000000001CkGt6'
const lines = [
  'POST /v1/keys/verify HTTP/1.1',
  'Host: keyturn.example',
  `Authorization: Bearer ${token}`,
  'Content-Type: application/json',
  'Content-Length: 17',
]

const head = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`
/** The plain head with the line that starts like this in another form. */
const withLine = (line: string) => {
  const name = line.split(/[: ]/)[0]
  return head(...lines.map(each => (each.startsWith(`${name}:`) ? line : each)))
}

test('a head is read for what it says', () => {
  const text = head(...lines, ...harmless)
  expect(readHead(text)).toEqual({
    text,
    path: '/v1/keys/verify',
    contentLength: 17,
    credential: token,
    forwardedFor: '203.0.113.7',
  })
  const batch = text.replace('/verify', '/verify-batch').replace('Authorization: Bearer', 'x-api-key:')
  expect(readHead(batch)).toMatchObject({ path: '/v1/keys/verify-batch', credential: token })
})

test('any port is canonical', () => {
  for (const port of [1, 80, 8787, 10_000, 34_567, 59_999, 64_999, 65_499, 65_529, 65_535])
    expect(readHead(withLine(`Host: a:${port}`))).not.toBeNull()
  for (const port of [65_536, 65_540, 65_600, 66_000, 70_000, 99_999, 100_000])
    expect(readHead(withLine(`Host: a:${port}`))).toBeNull()
})

test.each([
  ['a leading zero', withLine('Content-Length: 017')],
  ['no body', withLine('Content-Length: 0')],
  ['eight digits', withLine('Content-Length: 12345678')],
  ['a sign', withLine('Content-Length: +17')],
  ['no space after the colon', withLine('Host:keyturn.example')],
  ['two spaces after the colon', withLine('Host:  keyturn.example')],
  ['a space before the colon', withLine('Host: keyturn.example').replace('Host:', 'Host :')],
  ['a space at the end', withLine('Host: keyturn.example ')],
  ['a tab in a value', head(...lines, 'Accept: a\tb')],
  ['DEL in a value', head(...lines, 'Accept: a\x7f')],
  ['a value beyond ASCII', head(...lines, 'Accept: \xe9')],
  ['an empty value', head(...lines, 'Accept: ')],
  ['a folded line', head(...lines, 'Accept: a', ' b')],
  ['a name with an underscore', head(...lines, 'User_Agent: a')],
  ['a port out of range', withLine('Host: a:65536')],
  ['an address as host', withLine('Host: [::1]')],
  ['user information in the host', withLine('Host: a@b')],
  ['another type', withLine('Content-Type: text/plain')],
  ['another charset', withLine('Content-Type: application/json; charset=utf-16')],
  ['another scheme', withLine(`Authorization: Basic ${token}`)],
  ['a short token', withLine('Authorization: Bearer abc')],
  ['a token in quotes', withLine(`Authorization: Bearer "${token}"`)],
  ['a shortened token', withLine('Authorization: Bearer kt_live_0000000000...')],
  ['two credentials', head(...lines, `X-API-Key: ${token}`)],
  ['no credential', head(...lines.toSpliced(2, 1))],
  ['no host', head(...lines.toSpliced(1, 1))],
  ['no type', head(...lines.toSpliced(3, 1))],
  ['no length', head(...lines.toSpliced(4, 1))],
  ['a query', head(...lines).replace('verify', 'verify?a')],
  ['another version', head(...lines).replace('HTTP/1.1', 'HTTP/1.0')],
  ['another method', head(...lines).replace('POST', 'PUT')],
  ['bare LF', head(...lines).replaceAll('\r\n', '\n')],
  ['a line feed before it', `\r\n${head(...lines)}`],
  ['a header twice', head(...lines, 'Accept: a', 'ACCEPT: a')],
  ['a connection that closes', head(...lines, 'Connection: close')],
])('%s is not canonical', (_, text) => {
  expect(readHead(text)).toBeNull()
})

test.each([
  'Transfer-Encoding',
  'Content-Encoding',
  'Expect',
  'TE',
  'Trailer',
  'Upgrade',
  'Cookie',
  'Origin',
  'Idempotency-Key',
  'X-Forwarded-Method',
  'X-HTTP-Method-Override',
  'If-Match',
  'Range',
  'X-Unknown',
])('a head with %s is not canonical', name => {
  expect(readHead(head(...lines, `${name}: a`))).toBeNull()
})

test('a head ends at its first empty line, within 4 KiB', () => {
  const text = head(...lines)
  expect(endOfHead(`${text}{}`, 0)).toBe(text.length)
  expect(endOfHead(`{}${text}${text}`, 2)).toBe(2 + text.length)
  for (let length = 0; length < text.length; length++) expect(endOfHead(text.slice(0, length), 0)).toBe(-1)
  expect(endOfHead(`${'a'.repeat(4092)}\r\n\r\n`, 0)).toBe(4096)
  expect(endOfHead(`${'a'.repeat(4093)}\r\n\r\n`, 0)).toBe(-1)
})
