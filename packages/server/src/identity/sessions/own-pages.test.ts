import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { ownPages } from './own-pages.ts'

const publicUrl = 'https://keys.example.com'

function request(headers: Record<string, string>, { method = 'POST' } = {}) {
  const all = { host: 'localhost:8787', ...headers }
  const rawHeaders = Object.entries(all).flat()
  return { method, headers: all, rawHeaders } as unknown as IncomingMessage
}

function refusal(url: string, asked: IncomingMessage): string | null {
  try {
    ownPages(url).assertOwn(asked)
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('pages of the installation', () => {
  test('are those of its public address, and on the machine itself those of any name that only it has', () => {
    const host = 'keys.example.com'
    expect(refusal(publicUrl, request({ host, origin: publicUrl }))).toBeNull()
    for (const local of ['localhost:8787', '127.0.0.1:8787', '[::1]:8787']) {
      expect(refusal('', request({ host: local, origin: `http://${local}` }))).toBeNull()
      expect(refusal('http://localhost:8787', request({ host: local, origin: `http://${local}` }))).toBeNull()
      expect(refusal(publicUrl, request({ host: local, origin: `http://${local}` }))).toBe('csrf_failed')
    }
  })

  test.each([
    'null',
    '',
    'http://keys.example.com.evil.example',
    'https://keys.example.com.evil.example',
    'https://evilkeys.example.com',
    'https://a.keys.example.com',
    'https://keys.example.com:8443',
    'https://keys.example.com/',
    'HTTPS://KEYS.EXAMPLE.COM',
    'https://keys.example.com, https://evil.example',
  ])('are not those of %j', origin => {
    expect(refusal(publicUrl, request({ host: 'keys.example.com', origin }))).toBe('csrf_failed')
  })

  test('are not those of a name that somebody else points at this machine', () => {
    const rebound = { host: 'rebound.evil.example:8787', origin: 'http://rebound.evil.example:8787' }
    expect(refusal('', request(rebound))).not.toBeNull()
  })

  test('over plain http are refused with a reason that can be acted on', () => {
    const plain = request({ host: 'keys.lan:8787', origin: 'http://keys.lan:8787' })
    expect(refusal('', plain)).toBe('insecure_transport')
    expect(refusal('http://keys.lan:8787', plain)).toBe('insecure_transport')
  })

  test('read without saying where from, but not when the browser says that it was another site', () => {
    expect(refusal(publicUrl, request({}, { method: 'GET' }))).toBeNull()
    for (const site of ['cross-site', 'same-site'])
      expect(refusal(publicUrl, request({ 'sec-fetch-site': site }, { method: 'GET' }))).toBe('csrf_failed')
  })
})
