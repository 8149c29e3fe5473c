import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createNodeServer } from '../http/create-node-server.ts'
import { createLog } from '../logs/create-log.ts'
import { createReadiness } from '../process/readiness.ts'
import { takeOver } from './hot-lane.ts'
import { requestsWith } from './testing/requests.ts'
import { untilRead } from './testing/until-read.ts'

const { request } = requestsWith({ root: 'kt_live_00000000000000000000000000001CkGt6' })

let server: Server
let port = 0

/** Without an engine: its leases would not live through days that pass in a moment. */
const verdict = {
  code: 'not_found',
  verificationId: 'ver_1',
  keyJson: null,
  missingScopes: null,
  rateLimits: null,
  credits: null,
}
const verifier = {
  isDeciding: () => true,
  present: () => ({ digest: '' }),
  tryAuthenticate: () => ({ keyId: 'key_1', scopes: { grants: () => true } }),
  begin: () => ({ verdict, recorded: null }),
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  server = createNodeServer((_, response) => response.end(), { helpUrl: '/help' })
  takeOver(server, {
    engine: { verifier } as never,
    clientAddress: () => '127.0.0.1',
    readQuestion: () => ({ key: '' }),
    metrics: {
      observe: () => {},
      countUnbelieved: () => {},
      render: () => Promise.reject(new Error('unused')),
    },
    log: createLog('silent'),
    failures: { report: () => {} },
    readiness: createReadiness(),
    helpUrl: '/help',
    isSecure: false,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(async () => {
  vi.useRealTimers()
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
})

async function dial(): Promise<{ socket: Socket; text(): string }> {
  let text = ''
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('data', chunk => {
    text += chunk
  })
  await once(server, 'connection')
  return { socket, text: () => text }
}

async function call(socket: Socket): Promise<void> {
  socket.write(request('{"key":"a"}'))
  await once(socket, 'data')
}

test('a connection without a request is answered 408 after 10 seconds', async () => {
  const { socket, text } = await dial()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(text()).toBe('')
  const closed = once(socket, 'close')
  await vi.advanceTimersByTimeAsync(2_001)
  await closed
  expect(text()).toContain('HTTP/1.1 408 Request Timeout')
})

test('an idle connection is closed after 65 seconds without a request', async () => {
  const { socket, text } = await dial()
  await call(socket)
  await vi.advanceTimersByTimeAsync(64_000)
  await call(socket)
  await vi.advanceTimersByTimeAsync(64_000)
  await call(socket)
  const closed = once(socket, 'close')
  await vi.advanceTimersByTimeAsync(68_000)
  await closed
  expect(text().match(/HTTP\/1\.1 200/g)).toHaveLength(3)
})

test('a body that does not arrive within seconds is awaited by node:http', async () => {
  const accepted = once(server, 'connection')
  const { socket, text } = await dial()
  socket.on('error', () => {})
  const [own] = (await accepted) as [Socket]
  const requests = vi.fn()
  server.on('request', requests)
  const begun = request('{"key":"a"}').slice(0, -1)
  socket.write(begun)
  await untilRead(own, begun.length)
  await vi.advanceTimersByTimeAsync(1_999)
  expect(requests).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(3_000)
  await vi.waitUntil(() => text().includes('HTTP/1.1 200'))
  expect(requests).toHaveBeenCalledOnce()
  socket.destroy()
})

test('a client that does not read its answer is cut off after 30 seconds', async () => {
  verdict.verificationId = 'v'.repeat(20_000_000)
  const accepted = once(server, 'connection')
  const { socket } = await dial()
  const [own] = (await accepted) as [Socket]
  socket.pause()
  socket.write(request('{"key":"a"}'))
  await vi.waitUntil(() => own.writableNeedDrain)
  await vi.advanceTimersByTimeAsync(29_000)
  expect(own.destroyed).toBe(false)
  await vi.advanceTimersByTimeAsync(4_000)
  expect(own.destroyed).toBe(true)
  socket.destroy()
})
