import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Engine, EngineError } from '@keyturn/engine'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { comparable, exchange, lastRequest, parseAnswers, type WireAnswer } from './testing/exchange.ts'
import { type Lane, openLane, withMethods } from './testing/open-lane.ts'
import { requestsWith } from './testing/requests.ts'
import { untilRead } from './testing/until-read.ts'

let server: TestServer
let lane: Lane
const tokens: Record<string, string> = {}
const { request, body } = requestsWith(tokens)

beforeAll(async () => {
  server = await openTestServer()
  tokens['root'] = server.test.rootKey
  tokens['plain'] = server.test.rootKey
  lane = await openLane(server.test.engine, 'both')
})
afterAll(async () => {
  await lane.close()
  await server.close()
})

type Verifier = Engine['verifier']

/** A server, with the hot lane or without, over a verifier that differs. */
function openOver(methods: Partial<Verifier>, lanes: 'both' | 'ordinary' = 'both'): Promise<Lane> {
  const { engine } = server.test
  return openLane({ ...engine, verifier: withMethods(engine.verifier, methods) }, lanes)
}

/** A client that reads as it is told. */
function dial(port: number): {
  socket: Socket
  answers(): WireAnswer[]
  answered(count: number): Promise<void>
} {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const chunks: Buffer[] = []
  const answers = () => parseAnswers(Buffer.concat(chunks))
  socket.on('data', chunk => chunks.push(chunk)).on('error', () => {})
  return {
    socket,
    answers,
    answered: async count => {
      while (answers().length < count) await once(socket, 'data')
    },
  }
}

const isOpen = (port: number) =>
  exchange(port, [request(body()), lastRequest]).then(answers => answers.length === 2)

describe('what fails after something was spent is answered once, and as in the ordinary lane', () => {
  const errors = [
    new EngineError('fenced', 'This node may not decide.', { retryAfterSeconds: 1 }),
    new EngineError('overloaded', 'The journal is full.', { retryAfterSeconds: 2 }),
    new EngineError('storage_full', 'The disk is full.', { retryAfterSeconds: 1 }),
    new EngineError('storage_unavailable', 'The disk is away.', {}),
    new Error('a bug with ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH in it'),
  ]
  const routes = [
    ['/v1/keys/verify', () => body()],
    ['/v1/keys/verify-batch', () => `{"verifications":[${body()}]}`],
  ] as const

  test.each(
    errors.flatMap(error => routes.map(([path, make]) => [error.message, path, make, error] as const)),
  )('%s (%s)', async (_, path, make, error) => {
    const failing: Partial<Verifier> = {
      begin: () => {
        const recorded = Promise.reject(error)
        recorded.catch(() => {})
        return { verdict: {} as never, recorded }
      },
      beginBatch: () => {
        const recorded = Promise.reject(error)
        recorded.catch(() => {})
        return { json: Buffer.alloc(0), recorded }
      },
      verify: () => Promise.reject(error),
      verifyBatch: () => Promise.reject(error),
    }
    const [hot, ordinary] = [await openOver(failing), await openOver(failing, 'ordinary')]
    const sent = [request(make(), { path }).repeat(2) + lastRequest]
    const [withHot, without] = [await exchange(hot.port, sent), await exchange(ordinary.port, sent)]
    expect(withHot.map(comparable)).toEqual(without.map(comparable))
    expect(withHot).toHaveLength(3)
    expect(hot.ordinaryRequests()).toBe(1)
    const failures = (lines: string[]) =>
      lines.map(line => JSON.parse(line)).filter(line => line.msg === 'call failed')
    const shown = (lines: string[]) => failures(lines).map(({ code, level }) => ({ code, level }))
    expect(shown(hot.logLines)).toEqual(shown(ordinary.logLines))
    expect(JSON.stringify(withHot)).not.toContain('a bug')
    await hot.close()
    await ordinary.close()
  })

  const full = new EngineError('overloaded', 'Full.', { retryAfterSeconds: 1 })
  const throws = (): never => {
    throw full
  }
  test.each([
    ['thrown at once', throws],
    ['thrown while limits and credits are charged', () => Promise.reject(full)],
  ])('what is %s is answered too', async (_, begin) => {
    const hot = await openOver({ begin })
    const [answer] = await exchange(hot.port, [request(body()) + lastRequest])
    expect(answer).toMatchObject({ status: 'HTTP/1.1 503 Service Unavailable' })
    expect(answer?.headers).toContain('retry-after: 1')
    await hot.close()
  })
})

describe('without a lease', () => {
  test('nobody is told anything but that, and the connection stays in the hot lane', async () => {
    let isHeld = false
    const fenced = new EngineError('fenced', 'This node may not decide.', { retryAfterSeconds: 1 })
    const verifier = server.test.engine.verifier
    const hot = await openOver({
      isDeciding: () => isHeld,
      tryAuthenticate: (...input) => (isHeld ? verifier.tryAuthenticate(...input) : null),
      untilDeciding: () => Promise.reject(fenced),
    })
    const client = dial(hot.port)
    client.socket.write(request(body()))
    await client.answered(1)
    isHeld = true
    client.socket.write(request(body()) + lastRequest)
    await client.answered(3)
    expect(client.answers().map(({ status }) => status.slice(9, 12))).toEqual(['503', '200', '200'])
    expect(hot.ordinaryRequests()).toBe(1)
    await hot.close()
  })

  test('requests wait for one that comes within a moment', async () => {
    let isHeld = false
    const verifier = server.test.engine.verifier
    const hot = await openOver({
      isDeciding: () => isHeld,
      tryAuthenticate: (...input) => (isHeld ? verifier.tryAuthenticate(...input) : null),
      untilDeciding: async () => {
        isHeld = true
      },
      begin: (...input) => (isHeld ? verifier.begin(...input) : null),
    })
    const answers = await exchange(hot.port, [request(body()).repeat(3) + lastRequest])
    expect(answers.map(({ status }) => status.slice(9, 12))).toEqual(['200', '200', '200', '200'])
    await hot.close()
  })

  test('one that lapses between authentication and decision gives no verdict', async () => {
    let asked = 0
    const verifier = server.test.engine.verifier
    const hot = await openOver({ begin: (...input) => (asked++ === 0 ? null : verifier.begin(...input)) })
    const answers = await exchange(hot.port, [request(body()) + lastRequest])
    expect(answers.map(({ status }) => status.slice(9, 12))).toEqual(['200', '200'])
    expect(asked).toBe(2)
    await hot.close()
  })
})

describe('connections', () => {
  test('the 1,000th answer says that it is the last, in either lane, and the hot lane closes', async () => {
    const ordinary = await openLane(server.test.engine, 'ordinary')
    const fifty = request('{"key":"a"}').repeat(50)
    for (const { port } of [ordinary, lane]) {
      const client = dial(port)
      for (let sent = 50; sent <= 1000; sent += 50) {
        client.socket.write(fifty)
        await client.answered(sent)
      }
      const closing = client.answers().map(({ headers }) => headers.includes('Connection: close'))
      expect(closing.indexOf(true)).toBe(999)
      if (port === lane.port) await once(client.socket, 'close')
      else client.socket.destroy()
    }
    await ordinary.close()
  })

  test('a client that does not read is not read from, and gets every answer in order once it does', async () => {
    const verifications = Array(300).fill('{"key":"a"}').join()
    const batch = request(`{"verifications":[${verifications}]}`, { path: '/v1/keys/verify-batch' })
    const begun = vi.fn<Verifier['beginBatch']>((...input) =>
      server.test.engine.verifier.beginBatch(...input),
    )
    const hot = await openOver({ beginBatch: begun })
    const accepted = once(hot.app.server, 'connection')
    const client = dial(hot.port)
    const [own] = (await accepted) as [Socket]
    client.socket.pause()
    let sent = 0
    for (; !own.isPaused(); sent++) {
      client.socket.write(batch)
      await vi.waitUntil(() => begun.mock.calls.length > sent || own.isPaused())
    }
    const before = begun.mock.calls.length
    client.socket.write(batch + lastRequest)
    for (let index = 0; index < 20; index++) await isOpen(hot.port)
    expect(begun.mock.calls.length).toBe(before)
    client.socket.resume()
    await once(client.socket, 'close')
    const answers = client.answers()
    expect(answers).toHaveLength(sent + 2)
    expect(answers.slice(0, -1).every(({ body: json }) => JSON.parse(json).data.length === 300)).toBe(true)
    await hot.close()
  })

  test('what comes while an answer is awaited is read after it, by whichever lane it is for', async () => {
    const held = Promise.withResolvers<void>()
    const verifier = server.test.engine.verifier
    const hot = await openOver({
      begin: (...input) => {
        const real = verifier.begin(...input)
        return real === null || real instanceof Promise ? real : { ...real, recorded: held.promise }
      },
    })
    const accepted = once(hot.app.server, 'connection')
    const client = dial(hot.port)
    const [own] = (await accepted) as [Socket]
    for (const piece of [request(body()), lastRequest.slice(0, 9)]) {
      const read = own.bytesRead + piece.length
      client.socket.write(piece)
      await untilRead(own, read)
    }
    client.socket.write(lastRequest.slice(9))
    held.resolve()
    await once(client.socket, 'close')
    expect(client.answers().map(({ body: json }) => Object.keys(JSON.parse(json))[0])).toEqual([
      'valid',
      'status',
    ])
    await hot.close()
  })

  test('a client that has sent its last request is answered before the connection closes', async () => {
    const client = dial(lane.port)
    client.socket.end(request(body()).repeat(2))
    await once(client.socket, 'close')
    expect(client.answers().map(({ status }) => status)).toEqual(Array(2).fill('HTTP/1.1 200 OK'))
  })

  test.each([
    ['in a few pieces stays in the hot lane', 20, 0],
    ['in crumbs goes to the ordinary one', 1, 1],
  ])('a body that arrives %s', async (_, size, ordinaryRequests) => {
    const before = lane.ordinaryRequests()
    const accepted = once(lane.app.server, 'connection')
    const client = dial(lane.port)
    const [own] = (await accepted) as [Socket]
    const input = body({ request: { path: `/${'a'.repeat(100)}` } })
    const whole = Buffer.from(request(input))
    const bodyStart = whole.length - Buffer.byteLength(input)
    for (let from = 0, to = bodyStart; from < whole.length; from = to, to += size) {
      client.socket.write(whole.subarray(from, to))
      await untilRead(own, Math.min(to, whole.length))
    }
    await client.answered(1)
    client.socket.destroy()
    expect(JSON.parse(client.answers()[0]?.body ?? '').valid).toBe(true)
    expect(lane.ordinaryRequests() - before).toBe(ordinaryRequests)
  })

  test('a client that ends before its request does is refused as in the ordinary lane', async () => {
    const ordinary = await openLane(server.test.engine, 'ordinary')
    const refusals = [lane, ordinary].map(async ({ port }) => {
      const client = dial(port)
      client.socket.end(request(body()).slice(0, -1))
      await once(client.socket, 'close')
      return client.answers().map(({ status, body: json }) => [status, JSON.parse(json).code])
    })
    const [own, its] = await Promise.all(refusals)
    expect(own).toEqual(its)
    expect(own).toHaveLength(1)
    await ordinary.close()
  })

  test('a client that goes away harms nobody', async () => {
    let record = () => {}
    const recorded = new Promise<void>(resolve => {
      record = resolve
    })
    const begun = Promise.withResolvers<void>()
    const verifier = server.test.engine.verifier
    const hot = await openOver({
      begin: (...input) => {
        const real = verifier.begin(...input)
        begun.resolve()
        return real === null || real instanceof Promise ? real : { ...real, recorded }
      },
    })
    const client = dial(hot.port)
    client.socket.write(request(body()))
    await begun.promise
    client.socket.resetAndDestroy()
    await once(client.socket, 'close')
    record()
    expect(await isOpen(hot.port)).toBe(true)
    await hot.close()
  })

  test('a fault of ours ends one connection and is logged', async () => {
    const hot = await openOver({
      tryAuthenticate: () => {
        throw new Error('bug')
      },
    })
    expect(await exchange(hot.port, [request(body())])).toEqual([])
    expect(hot.logLines.join()).toContain('the hot lane failed')
    expect((await exchange(hot.port, [lastRequest]))[0]?.status).toBe('HTTP/1.1 200 OK')
    await hot.close()
  })
})

describe('a stopping server', () => {
  test('closes what is idle at once, and the rest after the answer it waits for', async () => {
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const verifier = server.test.engine.verifier
    const hot = await openOver({
      begin: (caller, input) => {
        const real = verifier.begin(caller, input)
        if (input.cost !== 7 || real === null || real instanceof Promise) return real
        begun.resolve()
        return { verdict: real.verdict, recorded: held.promise }
      },
    })
    const idle = dial(hot.port)
    idle.socket.write(request('{"key":"a"}'))
    await idle.answered(1)
    const waiting = dial(hot.port)
    waiting.socket.write(request(body({ cost: 7 })))
    await begun.promise
    hot.readiness.stop()
    const closed = hot.close()
    await once(idle.socket, 'close')
    expect(waiting.answers()).toEqual([])
    held.resolve()
    await once(waiting.socket, 'close')
    expect(waiting.answers()[0]?.status).toBe('HTTP/1.1 200 OK')
    expect(waiting.answers()[0]?.headers).toContain('Connection: close')
    await closed
  })

  test('cuts what still hangs', async () => {
    const begun = Promise.withResolvers<void>()
    const hot = await openOver({
      begin: () => {
        begun.resolve()
        return { verdict: {} as never, recorded: new Promise<void>(() => {}) }
      },
    })
    const client = dial(hot.port)
    client.socket.write(request(body()))
    await begun.promise
    const closed = hot.close()
    hot.hotLane?.cut()
    await once(client.socket, 'close')
    await closed
  })
})

test('calls are counted and logged as in the ordinary lane, and no line has a token', async () => {
  const shapes = []
  for (const lanes of ['both', 'ordinary'] as const) {
    const one = await openLane(server.test.engine, lanes)
    await exchange(one.port, [request(body()) + lastRequest])
    const line = one.logLines.map(each => JSON.parse(each)).find(({ route }) => route === '/v1/keys/verify')
    const { text } = await one.metrics.render()
    const counted = /^keyturn_http_request_duration_seconds_count\{.*verify.*$/m.exec(text)?.[0]
    shapes.push({ counted, ...line, at: '', requestId: '', durationMs: typeof line.durationMs })
    expect(one.logLines.join()).not.toContain(tokens['root'])
    await one.close()
  }
  expect(shapes[0]).toEqual(shapes[1])
  expect(shapes[0]).toMatchObject({ level: 'debug', status: 200, keyId: expect.stringMatching(/^key_/) })
})
