import { describe, expect, test } from 'vitest'
import { envLine, languages, snippetOf } from './snippet-texts.ts'

const api = {
  prefix: 'ee',
  envVariable: 'ENRICH_KEY',
  baseUrl: 'https://api.example.com',
  testRequest: { method: 'GET', path: '/v1/lists' },
}
const header = { ...api, credentialHeader: 'X-API-Key' } as const
const bearer = { ...api, credentialHeader: 'Authorization: Bearer' } as const

describe.each(languages)('in %s', language => {
  test('the request goes to the API with the key from the environment, in the header of the API', () => {
    for (const [each, name] of [
      [header, 'X-API-Key'],
      [bearer, 'Authorization'],
    ] as const) {
      const text = snippetOf(language, each)
      expect(text).toContain('https://api.example.com/v1/lists')
      expect(text).toContain('ENRICH_KEY')
      expect(text).toContain(name)
      expect(text.includes('Bearer ')).toBe(name === 'Authorization')
    }
  })

  test('another method than GET is said', () => {
    const post = { ...header, testRequest: { method: 'POST', path: '/v1/ping' } }
    expect(snippetOf(language, post)).toContain('POST')
  })
})

test('the line for .env names the variable and holds no key', () => {
  expect(envLine(header)).toBe('ENRICH_KEY=<your key>')
})
