import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizePath } from './normalize-path.ts'

const segments = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '-', '.', '_', '~', ';', '=', '@', ' ', 'é', '/', '%', '\\', '€'),
  minLength: 1,
  maxLength: 6,
})

describe('normalizePath', () => {
  test.each([
    ['/', '/'],
    ['/v1/leads', '/v1/leads'],
    ['/v1/leads/', '/v1/leads/'],
    ['/v1/leads?x=/../admin#y', '/v1/leads'],
    ['/v1/leads#?', '/v1/leads'],
    ['/v1/./leads', '/v1/leads'],
    ['/v1/keys/../admin', '/v1/admin'],
    ['/v1/keys/..', '/v1/'],
    ['/v1/keys/.', '/v1/keys/'],
    ['/../../etc', '/etc'],
    ['/..', '/'],
    ['/%7Euser/%61', '/~user/a'],
    ['/a%2eb', '/a.b'],
    ['/caf%c3%a9', '/caf%C3%A9'],
    ['/100%25', '/100%25'],
    ['/v1/leads;x=y', '/v1/leads;x=y'],
    ['/V1/Leads', '/V1/Leads'],
    ['/.well-known/...', '/.well-known/...'],
  ])('writes %s as %s', (path, normal) => expect(normalizePath(path)).toBe(normal))

  test.each([
    '',
    'v1/leads',
    '*',
    'http://evil/v1',
    '//evil/v1',
    '/v1//leads',
    '/v1/leads//',
    '/v1\\leads',
    '/v1/%5cleads',
    '/v1/%2Fleads',
    '/v1%2fleads',
    '/v1/%00',
    '/v1/%0a',
    '/v1/%7f',
    '/v1/ leads',
    '/v1/leads\n',
    '/v1/\tleads',
    '/v1/é',
    '/v1/%2e%2e/admin',
    '/v1/.%2e/admin',
    '/v1/%2E',
    '/v1/%252e%252e/admin',
    '/v1/%252fadmin',
    '/v1/%c0%ae',
    '/v1/%e0%80%ae',
    '/v1/%ed%a0%80',
    '/v1/%ff',
    '/v1/%c3',
    '/v1/%',
    '/v1/%4',
    '/v1/%zz',
    '/v1/..;/admin',
    '/v1/..;x=y',
    '/v1/.%3b/admin',
    '/v1/..%3Bx/admin',
    `/${'a'.repeat(8_192)}`,
  ])('refuses %j, which two programs could read differently', path => expect(normalizePath(path)).toBeNull())

  test('is its own normal form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), text => {
        const normal = normalizePath(`/${text}`)
        if (normal !== null) expect(normalizePath(normal)).toBe(normal)
      }),
      { numRuns: 1_000 },
    )
  })

  test('never lets an encoded text become a separator or a dot segment', () => {
    fc.assert(
      fc.property(fc.array(segments, { minLength: 1, maxLength: 4 }), fc.boolean(), (list, encodeAll) => {
        const encoded = list.map(segment =>
          encodeAll
            ? Buffer.from(segment).toString('hex').replace(/../g, '%$&')
            : encodeURIComponent(segment),
        )
        const path = `/${encoded.join('/')}`
        const normal = normalizePath(path)
        if (normal === null || list.includes('.') || list.includes('..')) return
        expect(normal.slice(1).split('/').map(decodeURIComponent)).toEqual(list)
      }),
      { numRuns: 1_000 },
    )
  })

  test('never leaves a dot segment, a backslash or an empty inner segment', () => {
    const pieces = fc.constantFrom('/', '.', '..', '%2e', '%2f', ';', 'a', '%25', '\\', '?', '2e')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), list => {
        const normal = normalizePath(`/${list.join('')}`)
        if (normal !== null) expect(normal).not.toMatch(/\/\.{1,2}(?:[/;]|$)|\\|\/\/|%2[ef]/i)
      }),
      { numRuns: 2_000 },
    )
  })
})
