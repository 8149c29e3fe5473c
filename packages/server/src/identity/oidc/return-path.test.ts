import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownPath } from './return-path.ts'

test.each(['/', '/keys', '/keys?search=a&x=%2f#top', '/a/../b'])('%s is a path of the installation', path => {
  expect(ownPath(path)).toBe(path === '/a/../b' ? '/b' : path)
})

test.each([
  ...[
    '//evil',
    '/\\evil',
    '\\\\evil',
    'https:evil',
    'https://evil',
    '%2f%2fevil',
    'javascript:alert(1)',
    'keys',
    '',
  ],
  ...['/\tevil', '/ /evil', '/\n/evil', '/\0', '/..//evil', '/.//evil', `/${'x'.repeat(600)}`, '/ä'],
])('%j leads nowhere', path => {
  expect(ownPath(path)).toBe('/')
})

test('whatever is given, a browser stays at the installation', () => {
  const starts = fc.constantFrom('/', '//', '/\\', '/.', '/..', '/@', '/:')
  fc.assert(
    fc.property(starts, fc.string(), (start, rest) => {
      const url = new URL(ownPath(start + rest), 'https://keys.example')
      expect(url.origin).toBe('https://keys.example')
    }),
    { numRuns: 2_000 },
  )
})
