import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endpointMatches } from './endpoint-matches.ts'
import { type CompiledEndpoint, parseEndpointPattern } from './endpoint-pattern.ts'

function compiled(method: string, path: string): CompiledEndpoint {
  const result = parseEndpointPattern({ method, path })
  if (!result.ok) throw new Error(result.message)
  return result.endpoint
}

function matches(pattern: string, request: string): boolean {
  const [method = '', path = ''] = pattern.split(' ')
  const [requestMethod = '', requestPath = ''] = request.split(' ')
  return endpointMatches(compiled(method, path), requestMethod, requestPath)
}

const segments = fc.constantFrom('v1', 'leads', 'Leads', 'a', 'a.b', '')
const patternSegments = fc.constantFrom('v1', 'leads', '*', 'a')

describe('endpointMatches', () => {
  test.each([
    ['GET /v1/leads', 'GET /v1/leads'],
    ['GET /v1/leads', 'HEAD /v1/leads'],
    ['* /v1/leads', 'PROPFIND /v1/leads'],
    ['GET /v1/leads/*', 'GET /v1/leads/42'],
    ['GET /v1/*/notes', 'GET /v1/leads/notes'],
    ['GET /v1/leads/**', 'GET /v1/leads/42/notes/7'],
    ['GET /v1/leads/**', 'GET /v1/leads/'],
    ['* /**', 'DELETE /'],
    ['GET /', 'GET /'],
    ['GET /v1/leads/', 'GET /v1/leads/'],
  ])('%s covers %s', (pattern, request) => expect(matches(pattern, request)).toBe(true))

  test.each([
    ['GET /v1/leads', 'POST /v1/leads'],
    ['GET /v1/leads', 'get /v1/leads'],
    ['HEAD /v1/leads', 'GET /v1/leads'],
    ['GET /v1/leads', 'GET /v1/Leads'],
    ['GET /v1/leads', 'GET /v1/leads/'],
    ['GET /v1/leads', 'GET /v1/leads2'],
    ['GET /v1/leads', 'GET /v1/lead'],
    ['GET /v1/leads', 'GET /v1'],
    ['GET /v1/leads/*', 'GET /v1/leads'],
    ['GET /v1/leads/*', 'GET /v1/leads/'],
    ['GET /v1/leads/*', 'GET /v1/leads/42/notes'],
    ['GET /v1/leads/**', 'GET /v1/leads'],
    ['GET /v1/leads/**', 'GET /v1/leads2/42'],
    ['GET /', 'GET /v1'],
  ])('%s does not cover %s', (pattern, request) => expect(matches(pattern, request)).toBe(false))

  test('agrees with a regular expression made from the pattern', () => {
    fc.assert(
      fc.property(
        fc.array(patternSegments, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.array(segments, { minLength: 1, maxLength: 5 }),
        (pattern, open, request) => {
          const source = pattern.map(segment => (segment === '*' ? '/[^/]+' : `/${segment}`)).join('')
          const model = new RegExp(`^${source}${open ? '/.*' : ''}$`)
          const path = `/${request.join('/')}`
          const endpoint = compiled('GET', `/${pattern.join('/')}${open ? '/**' : ''}`)
          expect(endpointMatches(endpoint, 'GET', path)).toBe(model.test(path))
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('parseEndpointPattern', () => {
  test.each([
    ['get', '/v1'],
    ['', '/v1'],
    ['GET POST', '/v1'],
    ['G'.repeat(33), '/v1'],
    ['GET', 'v1'],
    ['GET', ''],
    ['GET', '/v1?x'],
    ['GET', '/v1#x'],
    ['GET', '/v1//leads'],
    ['GET', '/v1/../leads'],
    ['GET', '/v1/%6ceads'],
    ['GET', '/v1/%2f'],
    ['GET', '/v1/lead*'],
    ['GET', '/v1/**/leads'],
    ['GET', '/v1/***'],
    ['GET', '/v1/{id}\\'],
  ])('refuses %j %j and says why', (method, path) => {
    expect(parseEndpointPattern({ method, path })).toEqual({
      ok: false,
      message: expect.stringMatching(/^(The|A) .+\.$/),
    })
  })
})
