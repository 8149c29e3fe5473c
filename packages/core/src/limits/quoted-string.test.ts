import { expect, test } from 'vitest'
import { quotedString } from './quoted-string.ts'

test.each([
  ['', '""'],
  ['leads:read ~!', '"leads:read ~!"'],
  ['a"b', '"a\\"b"'],
  ['a\\b', '"a\\\\b"'],
  ['a\r\nb\x7f', '"a??b?"'],
  ['é☃', '"??"'],
])('%j is quoted as %s', (text, quoted) => expect(quotedString(text)).toBe(quoted))
