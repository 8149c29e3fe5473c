import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ExchangeTimeout, fetchExchange, type IncomingAnswer, type OutgoingRequest } from './exchange.ts'
import { KeyturnError } from './keyturn-error.ts'
import type { RetryOptions } from './retries.ts'
import { type Call, type CallOptions, createTransport } from './transport.ts'

const key = 'kt_live_000000000000000000000000001CkGt6'
const read: Call = { method: 'GET', path: '/v1/keys' }
const create: Call = { method: 'POST', path: '/v1/keys', body: {}, keyed: true }
const verify: Call = { method: 'POST', path: '/v1/keys/verify', body: {} }

type Step = Error | { status: number; body?: unknown; headers?: Record<string, string> }

/** A transport whose server follows a script, and whose waits are written down instead of waited. */
function scripted(steps: Step[], retries: RetryOptions | null = {}) {
  const sent: OutgoingRequest[] = []
  const waits: number[] = []
  const send = createTransport({
    url: 'https://keys.example.com',
    key,
    exchange: async request => {
      sent.push(request)
      return answerOf(steps.shift() ?? { status: 200, body: { fine: true } })
    },
    ...(retries && {
      retries: { random: () => 0.5, sleep: async delayMs => void waits.push(delayMs), ...retries },
    }),
  })
  return { send, sent, waits }
}

function answerOf(step: Step): IncomingAnswer {
  if (step instanceof Error) throw step
  const { status, body, headers = {} } = step
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? { code: 'x', detail: 'X.' })
  return { status, header: name => headers[name] ?? null, text }
}

const reset = new TypeError('read ECONNRESET')

function problemOf(code: string): object {
  return { code, detail: 'Because.' }
}

function codeOf(code: string): Error {
  return Object.assign(new Error('failed'), { code })
}

describe('what a call answers', () => {
  test('a problem becomes a KeyturnError with everything that it said', async () => {
    const errors = [{ pointer: '/name', message: 'is needed' }]
    const problem = { code: 'invalid_input', detail: 'Correct it.', requestId: 'req_1', errors }
    const { send } = scripted([{ status: 422, body: problem, headers: { 'retry-after': '2' } }], null)
    await expect(send(read)).rejects.toMatchObject({ status: 422, retryAfterSeconds: 2, ...problem })
  })

  test.each([[502], [200]])('%i from something else is told apart from a problem', async status => {
    const { send } = scripted([{ status, body: '<html>' }], null)
    await expect(send(read)).rejects.toMatchObject({ status, code: 'invalid_answer' })
  })

  test('a redirect is an error, so that the key goes to no other place', async () => {
    const { send, sent } = scripted([{ status: 302, headers: { location: 'https://evil.example' } }])
    await expect(send(read)).rejects.toMatchObject({ status: 302 })
    expect(sent).toHaveLength(1)
  })

  test('an export is its text', async () => {
    const csv = { status: 200, body: 'id\n1\n', headers: { 'content-type': 'text/csv; charset=utf-8' } }
    expect(await scripted([csv]).send(read)).toBe('id\n1\n')
  })

  test('no answer at all is unreachable, and the key is in no rendering of the error', async () => {
    const { send } = scripted([reset], null)
    const error = await send(read).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(KeyturnError)
    expect(error).toMatchObject({ status: 0, code: 'unreachable' })
    const shown = JSON.stringify(error) + String(error) + inspect(error, { depth: 9, showHidden: true })
    expect(shown).not.toContain(key)
  })

  test('an answer that comes too late is a timeout', async () => {
    const { send } = scripted([new ExchangeTimeout()])
    await expect(send(read)).rejects.toMatchObject({ status: 0, code: 'timeout' })
  })

  test("a caller's own abort stays an abort, and is not tried again", async () => {
    const reason = new DOMException('stop', 'AbortError')
    const { send, sent } = scripted([reason, reason])
    const options: CallOptions = { signal: AbortSignal.abort(reason) }
    await expect(send({ ...read, options })).rejects.toBe(reason)
    expect(sent).toHaveLength(1)
  })
})

describe('sending again', () => {
  test.each<[string, Step]>([
    ['no connection', reset],
    ['429', { status: 429 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
  ])('%s is tried again, and the answer then is the answer', async (_, failure) => {
    const { send, sent } = scripted([failure, failure])
    expect(await send(read)).toEqual({ fine: true })
    expect(sent).toHaveLength(3)
  })

  test.each([400, 401, 403, 404, 409, 412, 422, 500])('%i is not', async status => {
    const { send, sent } = scripted([{ status }])
    await expect(send(read)).rejects.toMatchObject({ status })
    expect(sent).toHaveLength(1)
  })

  test('without the option nothing is sent twice, and no Idempotency-Key is made up', async () => {
    const { send, sent } = scripted([{ status: 503 }], null)
    await expect(send(create)).rejects.toMatchObject({ status: 503 })
    expect(sent).toHaveLength(1)
    expect(sent[0]?.headers).not.toHaveProperty('idempotency-key')
  })

  test('three attempts at most, unless said otherwise', async () => {
    const five = () => Array.from({ length: 5 }, () => ({ status: 503 }))
    const usual = scripted(five())
    await expect(usual.send(read)).rejects.toMatchObject({ status: 503 })
    expect(usual.sent).toHaveLength(3)
    const patient = scripted(five(), { attempts: 6 })
    await patient.send(read)
    expect(patient.sent).toHaveLength(6)
  })

  test('the waits are random up to a bound that doubles', async () => {
    const { send, waits } = scripted([reset, reset, reset], { attempts: 4 })
    await send(read)
    expect(waits).toEqual([50, 100, 200])
  })

  test('no wait is shorter than Retry-After', async () => {
    const { send, waits } = scripted([{ status: 503, headers: { 'retry-after': '3' } }])
    await send(read)
    expect(waits).toEqual([3050])
  })

  test('a wait that would pass the deadline is not begun', async () => {
    const { send, sent, waits } = scripted([{ status: 503, headers: { 'retry-after': '30' } }])
    await expect(send(read)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 30 })
    expect(sent).toHaveLength(1)
    expect(waits).toEqual([])
  })

  test('all attempts of a create carry one Idempotency-Key, and each create its own', async () => {
    const { send, sent } = scripted([reset, { status: 502 }])
    await send(create)
    await send(create)
    const keys = sent.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toMatch(/^[\x21-\x7e]{16,255}$/)
    expect(new Set(keys.slice(0, 3)).size).toBe(1)
    expect(keys[3]).not.toBe(keys[0])
  })

  test('verifications, which change nothing, are sent again without one', async () => {
    const { send, sent } = scripted([reset])
    await send(verify)
    expect(sent).toHaveLength(2)
    expect(sent[0]?.headers).not.toHaveProperty('idempotency-key')
  })

  test.each<[string, Step]>([
    ['a lost answer', reset],
    ['502', { status: 502 }],
    ['503 of something in between', { status: 503, body: '<html>' }],
    ['503 of a database that may have committed', { status: 503, body: problemOf('storage_unavailable') }],
    ['504', { status: 504 }],
  ])('after %s no change is sent again, with If-Match or without', async (_, failure) => {
    const changes: Call[] = [
      { method: 'PATCH', path: '/v1/keys/key_1', body: {} },
      { method: 'PUT', path: '/v1/keys/key_1', body: {} },
      { method: 'PATCH', path: '/v1/keys/key_1', body: {}, options: { ifMatch: '"1"' } },
      { method: 'DELETE', path: '/v1/keys/key_1', options: { ifMatch: '"1"' } },
    ]
    for (const change of changes) {
      const { send, sent } = scripted([failure])
      await expect(send(change)).rejects.toBeInstanceOf(KeyturnError)
      expect(sent).toHaveLength(1)
    }
  })

  test.each<[string, Step]>([
    ['no connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['no connection of fetch', new TypeError('fetch failed', { cause: codeOf('ENOTFOUND') })],
    ['429', { status: 429, body: problemOf('rate_limited') }],
    ['overload', { status: 503, body: problemOf('overloaded') }],
    ['a fence', { status: 503, body: problemOf('fenced') }],
  ])('after %s a change is sent again, because nothing was done', async (_, failure) => {
    const { send, sent } = scripted([failure])
    await send({ method: 'PATCH', path: '/v1/keys/key_1', body: {} })
    expect(sent).toHaveLength(2)
  })

  test('a delete that meets nothing after a lost answer has succeeded, and at once has not', async () => {
    const deletion: Call = { method: 'DELETE', path: '/v1/keys/key_1' }
    const gone = { status: 404, body: problemOf('not_found') }
    expect(await scripted([reset, gone]).send(deletion)).toBeUndefined()
    const refused = { status: 503, body: problemOf('overloaded') }
    for (const steps of [[gone], [refused, gone], [reset, { status: 404, body: '<html>' }]]) {
      await expect(scripted(steps).send(deletion)).rejects.toMatchObject({ status: 404 })
    }
    await expect(scripted([reset, gone]).send(read)).rejects.toMatchObject({ status: 404 })
  })

  test('a client whose calls all fail soon sends each call once', async () => {
    const steps = Array.from({ length: 100 }, () => ({ status: 503 }))
    const { send, sent } = scripted(steps)
    for (let call = 0; call < 20; call++) await send(read).catch(() => {})
    expect(sent).toHaveLength(20 + 10)
  })

  test('a wait ends when the caller gives up', async () => {
    const stopping = new AbortController()
    const { send } = scripted([reset], {
      sleep: async (_, signal) => {
        stopping.abort()
        signal?.throwIfAborted()
      },
    })
    const call = send({ ...read, options: { signal: stopping.signal } })
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('sending through fetch', () => {
  const request: OutgoingRequest = {
    method: 'GET',
    origin: 'https://keys.example.com',
    path: '/v1/keys',
    headers: {},
    body: null,
    timeoutMs: 1,
    signal: undefined,
  }
  const never: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
    })

  test('ends when its time is over', async () => {
    await expect(fetchExchange(never)(request)).rejects.toBeInstanceOf(ExchangeTimeout)
  })

  test('ends with the reason of the caller', async () => {
    const stopping = new AbortController()
    const call = fetchExchange(never)({ ...request, timeoutMs: 60_000, signal: stopping.signal })
    stopping.abort('enough')
    await expect(call).rejects.toBe('enough')
  })

  test('follows no redirect', async () => {
    const asked: (string | undefined)[] = []
    const exchange = fetchExchange(async (_, init) => {
      asked.push(init?.redirect)
      return new Response('', { status: 302 })
    })
    expect(await exchange(request)).toMatchObject({ status: 302, text: '' })
    expect(asked).toEqual(['manual'])
  })
})
