import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCredential } from './read-credential.ts'

const key = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'

function read(rawHeaders: string[], target = '/v1/leads') {
  const credential = readCredential({ rawHeaders, target })
  return credential.ok ? credential.key : credential.refusal.code
}

describe('reading the credential of a request', () => {
  test('takes the key from X-API-Key or Authorization, whatever the case of name and scheme', () => {
    expect(read(['X-API-Key', key])).toBe(key)
    expect(read(['x-api-KEY', ` ${key} `])).toBe(key)
    expect(read(['Authorization', `Bearer ${key}`])).toBe(key)
    expect(read(['AUTHORIZATION', `bEARER  ${key}`])).toBe(key)
  })

  test.each([
    [[]],
    [['X-API-Key', '']],
    [['X-API-Key', `Bearer ${key}`]],
    [['X-API-Key', `${key}, ${key}`]],
    [['X-API-Key', 'schlüssel-0123456789']],
    [['Authorization', key]],
    [['Authorization', 'Bearer']],
    [['Authorization', `Bearer ${key} ${key}`]],
    [['Authorization', `Basic ${key}`]],
  ])('answers missing_credential for %j', headers => {
    expect(read(headers)).toBe('missing_credential')
  })

  test('refuses two credentials, even if one is empty or of another scheme', () => {
    expect(read(['X-API-Key', key, 'Authorization', `Bearer ${key}`])).toBe('multiple_credentials')
    expect(read(['X-API-Key', '', 'Authorization', `Bearer ${key}`])).toBe('multiple_credentials')
    expect(read(['X-API-Key', key, 'Authorization', 'Basic YTpi'])).toBe('multiple_credentials')
  })

  test('refuses a repeated header, the same value or not', () => {
    expect(read(['X-API-Key', key, 'x-api-key', key])).toBe('duplicate_header')
    expect(read(['Authorization', `Bearer ${key}`, 'Authorization', 'Bearer other'])).toBe('duplicate_header')
  })

  test.each([
    `/v1/leads?api_key=${key}`,
    `/v1/leads?a=1&ACCESS_TOKEN=x`,
    '/v1/leads?api%5Fkey=x',
    '/v1/leads?key=',
    `/v1/leads?q=${key}`,
    '/v1/leads??key=1&access_token=2',
  ])('refuses a credential in the URL: %s', target => {
    expect(read(['X-API-Key', key], target)).toBe('credential_in_url')
    expect(read([], target)).toBe('credential_in_url')
  })

  test('lets ordinary parameters pass', () => {
    expect(read(['X-API-Key', key], '/v1/leads?limit=2&cursor=bGVhZF8x&keyId=key_1')).toBe(key)
  })

  test('refuses more headers than are certain to have arrived', () => {
    const many = Array.from({ length: 200 }, (_, index) => `x-${index}`)
    expect(read([...many, 'X-API-Key', key])).toBe('headers_too_large')
    expect(read([...many.slice(2), 'X-API-Key', key])).toBe(key)
  })

  test('never passes on a key that is no printable word of at most 512 characters', () => {
    const header = fc.tuple(
      fc.constantFrom('X-API-Key', 'Authorization', 'X-Other'),
      fc.string({ maxLength: 700 }),
    )
    fc.assert(
      fc.property(fc.array(header, { maxLength: 4 }), headers => {
        const credential = readCredential({ rawHeaders: headers.flat(), target: '/' })
        if (credential.ok) expect(credential.key).toMatch(/^[\x21-\x7e]{1,512}$/)
      }),
    )
    expect(read(['X-API-Key', 'k'.repeat(513)])).toBe('invalid_api_key')
  })
})
