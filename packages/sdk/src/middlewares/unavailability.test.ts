import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Keyturn } from '../clients/keyturn.ts'
import { CannedKeyturn, serviceKey, valid } from '../testing/canned-keyturn.ts'
import { sendRequest } from '../testing/send-request.ts'
import { keyturnNode } from './keyturn-node.ts'

let canned: CannedKeyturn
let server: Server | undefined
const errors: unknown[] = []

beforeEach(async () => {
  canned = await CannedKeyturn.start()
  canned.verdicts.set('good', valid())
  errors.length = 0
})
afterEach(async () => {
  await new Promise(resolve => server?.close(resolve))
  await canned.stop()
})

/** Sends one request through a guard; the body says what the handler saw. */
async function send(onUnavailable: 'allow' | 'deny', url = canned.url) {
  const guard = keyturnNode({
    keyturn: new Keyturn({ url, key: serviceKey }),
    apiId: 'api_1',
    environment: 'live',
    // The wider of the two overloads: the verdict may be null.
    onUnavailable: onUnavailable as 'allow',
    onError: error => {
      errors.push(error)
      throw new Error('a log that fails')
    },
  })
  server = createServer(guard((_, response, verdict) => response.end(JSON.stringify({ verdict }))))
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return sendRequest({ port, headers: ['X-API-Key', 'good'] })
}

describe('while Keyturn is unavailable', () => {
  test.each([503, 502, 500, 429])(
    'an answer of %i denies with 503 by default, and passes on Retry-After',
    async status => {
      canned.fault = {
        status,
        headers: { 'retry-after': '7' },
        body: { code: 'overloaded', detail: 'Wait.' },
      }
      const answer = await send('deny')
      expect(answer).toMatchObject({ status: 503, body: { code: 'verification_unavailable' } })
      expect(answer.headers['retry-after']).toBe('7')
      expect(errors).toMatchObject([{ name: 'KeyturnError', status }])
    },
  )

  test('an unreachable Keyturn denies by default', async () => {
    const answer = await send('deny', 'http://127.0.0.1:1')
    expect(answer).toMatchObject({ status: 503, body: { code: 'verification_unavailable' } })
    expect(answer.headers['retry-after']).toBe('2')
  })

  test('requests pass without a verdict where the options say so', async () => {
    expect(await send('allow', 'http://127.0.0.1:1')).toMatchObject({ status: 200, body: { verdict: null } })
  })

  test.each([503, 502, 500, 429])('an answer of %i passes them too', async status => {
    canned.fault = { status, body: '<html>' }
    expect(await send('allow')).toMatchObject({ status: 200, body: { verdict: null } })
  })

  test.each([
    [400, '{}'],
    [401, { code: 'key_revoked', detail: 'Revoked.' }],
    [403, { code: 'insufficient_scope', detail: 'Needs keys:verify.' }],
    [422, { code: 'invalid_input', detail: 'No.' }],
    [200, '<html>'],
    [200, { valid: true }],
  ])('an answer of %i that is no verdict (%j) never lets anybody in', async (status, body) => {
    canned.fault = { status, body }
    expect(await send('allow')).toMatchObject({ status: 503, body: { code: 'verification_unavailable' } })
  })
})
