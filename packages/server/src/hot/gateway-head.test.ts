import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QuestionHeader } from '../forward-auth/question-headers.ts'
import { GatewayHeads } from './gateway-head.ts'

const questionHeaders: QuestionHeader[] = [
  'authorization',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-method',
  'x-forwarded-uri',
  'x-original-method',
  'x-original-uri',
  'user-agent',
  'origin',
]

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
  'User-Agent: one',
  'Origin: https://app.example.com',
  'X-Original-Method: GET',
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

const told = (head: ReturnType<typeof read>) =>
  head && { ...head, headers: questionHeaders.map(name => [name, head.headers.all(name)]) }

test('what came before on a connection does not change how a head is read', () => {
  const isSame = fc.property(fc.array(headOf, { minLength: 2, maxLength: 40 }), sent => {
    const heads = new GatewayHeads()
    for (const head of sent) expect(told(read(heads, head))).toEqual(told(read(new GatewayHeads(), head)))
  })
  fc.assert(isSame, { numRuns: 1_000 })
})
