import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GatewayHeads } from './gateway-head.ts'

const lines = [
  'Host: keyturn.example',
  'X-API-Key: ee_live_1',
  'X-API-Key: ee_live_2',
  'X-Forwarded-Method: GET',
  'X-Forwarded-Method: PUT',
  'X-Forwarded-Uri: /v1/leads',
  'X-Forwarded-Uri: /v1/leads/7?limit=10',
  'X-Forwarded-For: 203.0.113.7',
  'x-forwarded-for: 203.0.113.7',
  'Connection: keep-alive',
  'Connection: close',
  'Content-Length: 0',
  'Accept: */*',
  'Accept: ',
  `User-Agent: ${'a'.repeat(300)}`,
]
const targets = ['/v1/forward-auth?apiId=api_1', '/v1/forward-auth?apiId=api_12', '/v1/other']
const headOf = fc
  .record({
    target: fc.constantFrom(...targets),
    chosen: fc.array(fc.constantFrom(...lines), { maxLength: 8 }),
  })
  .map(({ target, chosen }) => [`GET ${target} HTTP/1.1`, 'Host: x', ...chosen, '', ''].join('\r\n'))

function read(heads: GatewayHeads, head: string) {
  const text = `before${head}after`
  const bytes = Buffer.from(text, 'latin1')
  return heads.read(bytes, text, { start: 6, end: 6 + head.length })
}

test('what came before on a connection does not change how a head is read', () => {
  const isSame = fc.property(fc.array(headOf, { minLength: 2, maxLength: 12 }), sent => {
    const heads = new GatewayHeads()
    for (const head of sent) expect(read(heads, head)).toEqual(read(new GatewayHeads(), head))
  })
  fc.assert(isSame, { numRuns: 2_000 })
})

test('a key is not kept for the next question', () => {
  const heads = new GatewayHeads()
  const question = (key: string) =>
    read(heads, ['GET /v1/forward-auth?a=b HTTP/1.1', 'Host: x', `X-API-Key: ${key}`, '', ''].join('\r\n'))
  expect(question('ee_live_1')?.headers.first('x-api-key')).toBe('ee_live_1')
  expect(question('ee_live_2')?.headers.first('x-api-key')).toBe('ee_live_2')
  expect(question('ee_live_11')?.headers.first('x-api-key')).toBe('ee_live_11')
})
