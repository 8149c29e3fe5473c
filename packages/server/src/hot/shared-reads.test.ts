import { once } from 'node:events'
import { connect, createServer, type Server, Socket } from 'node:net'
import type { Engine } from '@keyturn/engine'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { readChunks, readShared } from './shared-reads.ts'
import { answered, exchange, parseAnswers } from './testing/exchange.ts'
import { type Lane, openLane, withMethods } from './testing/open-lane.ts'
import { requestsWith } from './testing/requests.ts'

describe('a server of its own', () => {
  let server: Server
  let clients: Socket[] = []

  afterEach(async () => {
    for (const client of clients) client.destroy()
    clients = []
    server.close()
    await once(server, 'close')
  })

  async function dial(onSocket: (socket: Socket) => void): Promise<Socket> {
    server ??= createServer()
    server.removeAllListeners('connection').on('connection', onSocket)
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('not listening')
    const client = connect(address.port, '127.0.0.1')
    clients.push(client)
    return client
  }

  test('this node reads all connections into one memory', async () => {
    const taken: { text: string; bytes: Buffer }[] = []
    const both = Promise.withResolvers<void>()
    const onSocket = (socket: Socket): void => {
      const take = (length: number, bytes: Buffer): boolean => {
        taken.push({ text: bytes.toString('latin1', 0, length), bytes })
        if (taken.length === 2) both.resolve()
        return true
      }
      expect(readShared(socket, take)).toBe(true)
      socket.resume()
    }
    for (const text of ['one', 'two']) (await dial(onSocket)).write(text)
    await both.promise
    expect(taken.map(({ text }) => text).toSorted()).toEqual(['one', 'two'])
    expect(taken[0]?.bytes).toBe(taken[1]?.bytes)
  })

  test('chunks after that are as any socket has them, and stay as they are', async () => {
    const chunks: Buffer[] = []
    const accepted = Promise.withResolvers<Socket>()
    const first = await dial(socket => {
      readShared(socket, () => true)
      readChunks(socket)
      socket.on('data', chunk => chunks.push(chunk))
      accepted.resolve(socket)
    })
    first.write('mine')
    await once(await accepted.promise, 'data')
    const other = Promise.withResolvers<void>()
    const second = await dial(socket => {
      readShared(socket, () => {
        other.resolve()
        return true
      })
      socket.resume()
    })
    second.write('XXXXXXXX')
    await other.promise
    expect(chunks.map(String)).toEqual(['mine'])
  })

  test('a socket that is not connected, and chunks that always were, are left alone', async () => {
    const socket = new Socket()
    expect(readShared(socket, () => true)).toBe(false)
    const before = Object.getOwnPropertySymbols(socket).map(name => Reflect.get(socket, name))
    readChunks(socket)
    expect(Object.getOwnPropertySymbols(socket).map(name => Reflect.get(socket, name))).toEqual(before)
    await dial(() => {})
  })
})

describe('a request that waits keeps its bytes while others are read', () => {
  let server: TestServer
  let lane: Lane
  const tokens: Record<string, string> = {}
  const { request, body } = requestsWith(tokens)
  /** No byte of its body is where it would be in another one. */
  const other = () => request(JSON.stringify({ cost: 1, key: `${tokens['root']?.slice(0, -1)}#` }))

  beforeAll(async () => {
    server = await openTestServer()
    tokens['root'] = server.test.rootKey
    tokens['plain'] = server.test.rootKey
  })
  afterAll(() => server.close())
  afterEach(() => lane.close())

  function openOver(methods: Partial<Engine['verifier']>): Promise<Lane> {
    const { engine } = server.test
    return openLane({ ...engine, verifier: withMethods(engine.verifier, methods) }, 'both')
  }

  const codesOf = (answers: { body: string }[]) =>
    answers.map(answer => (JSON.parse(answer.body) as { code: string }).code)

  test('for the answer to the one before it', async () => {
    const { verifier } = server.test.engine
    const [begun, recorded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let count = 0
    const begin: Engine['verifier']['begin'] = (principal, input) => {
      const decided = verifier.begin(principal, input)
      if (decided === null || decided instanceof Promise) throw new Error('not decided at once')
      count++
      if (count !== 1) return decided
      begun.resolve()
      return { ...decided, recorded: recorded.promise }
    }
    lane = await openOver({ begin })
    const both = exchange(lane.port, [request(body()) + request(body()), answered(2), 'FIN'])
    await begun.promise
    const others = await exchange(lane.port, [other() + other(), answered(2), 'FIN'])
    recorded.resolve()
    expect(codesOf(others)).toEqual(['malformed', 'malformed'])
    expect(codesOf(await both)).toEqual(['valid', 'valid'])
    expect(lane.ordinaryRequests()).toBe(0)
  })

  test('for the lease', async () => {
    const { verifier } = server.test.engine
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let count = 0
    const begin: Engine['verifier']['begin'] = (principal, input) => {
      count++
      return count === 1 ? null : verifier.begin(principal, input)
    }
    const untilDeciding = (): Promise<void> => {
      asked.resolve()
      return held.promise
    }
    lane = await openOver({ begin, untilDeciding })
    const waiting = exchange(lane.port, [request(body()), answered(1), 'FIN'])
    await asked.promise
    expect(codesOf(await exchange(lane.port, [other(), answered(1), 'FIN']))).toEqual(['malformed'])
    held.resolve()
    expect(codesOf(await waiting)).toEqual(['valid'])
  })

  test('for the rest of it', async () => {
    lane = await openOver({})
    const own = request(body())
    const cut = own.length - 40
    const socket = connect(lane.port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', chunk => chunks.push(chunk))
    const untilAnswered = async (count: number): Promise<void> => {
      while (parseAnswers(Buffer.concat(chunks)).length < count) await once(socket, 'data')
    }
    socket.write(own + own.slice(0, cut))
    await untilAnswered(1)
    expect(codesOf(await exchange(lane.port, [other(), answered(1), 'FIN']))).toEqual(['malformed'])
    socket.end(own.slice(cut))
    await untilAnswered(2)
    expect(codesOf(parseAnswers(Buffer.concat(chunks)))).toEqual(['valid', 'valid'])
    expect(lane.ordinaryRequests()).toBe(0)
  })
})
