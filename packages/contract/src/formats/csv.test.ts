import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

test('is RFC 4180: a header, CRLF, quotes where needed, nothing for null', () => {
  const rows = [
    { a: 'plain', b: 1.5 },
    { a: 'a "b", c\nd', b: null },
  ]
  expect(toCsv(rows, ['a', 'b'])).toBe('a,b\r\nplain,1.5\r\n"a ""b"", c\nd",\r\n')
  expect(toCsv([], ['a'])).toBe('a\r\n')
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '|calc', ';=1', '"=1', '\n=1'])(
  '%j does not run as a formula',
  text => {
    expect(toCsv([{ a: text }], ['a'])).toMatch(/^a\r\n"?'/)
  },
)
