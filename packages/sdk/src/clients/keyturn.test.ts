import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CannedKeyturn, denied, serviceKey, valid } from '../testing/canned-keyturn.ts'
import { Keyturn } from './keyturn.ts'

let server: CannedKeyturn
let keyturn: Keyturn
beforeEach(async () => {
  server = await CannedKeyturn.start()
  keyturn = new Keyturn({ url: server.url, key: serviceKey })
})
afterEach(() => server.stop())

describe('the client', () => {
  test.each([
    [undefined],
    [{}],
    [{ url: 'https://keys.example.com' }],
    [{ url: 'keys.example.com', key: serviceKey }],
    [{ url: 'ftp://keys.example.com', key: serviceKey }],
    [{ url: 'https://keys.example.com', key: 'short' }],
    [{ url: 'https://keys.example.com', key: serviceKey, timeoutMs: 0 }],
    [{ url: 'https://keys.example.com', key: serviceKey, verifyTimeoutMs: 0 }],
  ])('refuses to be made from %j', options => {
    // @ts-expect-error: programs in JavaScript get here.
    expect(() => new Keyturn(options)).toThrow(TypeError)
  })

  test('refuses to run in a browser', () => {
    vi.stubGlobal('window', {})
    vi.stubGlobal('document', {})
    expect(() => new Keyturn({ url: server.url, key: serviceKey })).toThrow('browser')
    vi.unstubAllGlobals()
  })

  test('shows its key in no rendering', () => {
    const shown = [String(keyturn), JSON.stringify(keyturn), inspect(keyturn, { depth: 9, showHidden: true })]
    expect(shown.join()).not.toContain(serviceKey)
  })

  test('answers verdicts, valid and denied', async () => {
    server.verdicts.set('good', valid())
    expect(await keyturn.keys.verify({ key: 'good' })).toMatchObject({ valid: true, key: { id: 'key_1' } })
    expect(await keyturn.keys.verify({ key: 'bad' })).toMatchObject({ valid: false, code: 'not_found' })
    expect(server.verifications).toEqual([{ key: 'good' }, { key: 'bad' }])
  })

  test.each([
    ['{}'],
    ['null'],
    ['{"valid":true}'],
    [JSON.stringify({ ...valid(), valid: 'true' })],
    [JSON.stringify({ ...valid(), code: 'revoked' })],
    [JSON.stringify({ ...denied('revoked', 401), code: 'valid' })],
    ['<html>Welcome</html>'],
  ])('takes an answer that is no verdict (%s) for an error', async body => {
    server.fault = { status: 200, body }
    await expect(keyturn.keys.verify({ key: 'good' })).rejects.toMatchObject({ code: 'invalid_answer' })
  })

  test('throws what Keyturn refuses, with the code and the request id', async () => {
    const body = { status: 403, code: 'insufficient_scope', detail: 'Needs keys:verify.', requestId: 'req_1' }
    server.fault = { status: 403, body }
    await expect(keyturn.keys.verify({ key: 'good' })).rejects.toMatchObject(body)
  })

  test('sends a verification again when its answer was lost, and every create with an Idempotency-Key', async () => {
    const sent: (string | null)[] = []
    const flaky = new Keyturn({
      url: server.url,
      key: serviceKey,
      retries: { delayMs: 0 },
      fetch: async (_, init) => {
        sent.push(new Headers(init?.headers).get('idempotency-key'))
        if (sent.length % 2 === 1) throw new TypeError('fetch failed')
        return Response.json(valid())
      },
    })
    expect(await flaky.keys.verify({ key: 'good' })).toMatchObject({ valid: true })
    await flaky.keys.create({ apiId: 'api_1', name: 'K' })
    expect(sent).toEqual([null, null, expect.any(String), sent[2]])
  })

  test('has every noun of the API', () => {
    expect(Object.keys(keyturn)).toEqual(
      expect.arrayContaining(['apis', 'organizations', 'keys', 'usage', 'audit', 'whoami']),
    )
  })

  test('ends its connections, after which nothing can be called', async () => {
    await keyturn.close()
    await keyturn.keys.verify({ key: 'bad' })
    await keyturn.close()
    await expect(keyturn.whoami()).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('throws unreachable when nobody answers', async () => {
    await server.stop()
    await expect(keyturn.whoami()).rejects.toMatchObject({ code: 'unreachable', status: 0 })
    server = await CannedKeyturn.start()
  })

  test('gives up after timeoutMs', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    const impatient = new Keyturn({ url: server.url, key: serviceKey, timeoutMs: 1, fetch: never })
    await expect(impatient.whoami()).rejects.toMatchObject({ code: 'timeout' })
  })
})
