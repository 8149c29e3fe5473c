import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ExchangeTimeout, type OutgoingRequest } from '@keyturn/contract/client'
import { afterEach, describe, expect, test } from 'vitest'
import type { Connection } from './connection.ts'
import { openConnection } from './open-node-connection.ts'

let server: Server
let connection: Connection
let origin: string
afterEach(async () => {
  server.closeAllConnections()
  await connection.close()
  server.close()
})

async function listen(listener: RequestListener) {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  connection = openConnection(`${origin}/base?x`)
}

function send(request: Partial<OutgoingRequest> = {}) {
  const usual = { method: 'GET', origin, path: '/', headers: {}, body: null, timeoutMs: 60_000 } as const
  return connection.exchange({ ...usual, signal: undefined, ...request })
}

describe('a pool of connections', () => {
  test('carries method, path, headers and body there, and status, headers and text back', async () => {
    await listen(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const { method, url, headers } = request
      response.writeHead(201, { 'x-seen': `${method} ${url} ${headers['x-sent']}` })
      // Two parts, so that a character is cut in two.
      const bytes = Buffer.from(`${body}ü`)
      response.write(bytes.subarray(0, -1))
      response.end(bytes.subarray(-1))
    })
    const answer = await send({ method: 'POST', path: '/a?b=1', headers: { 'x-sent': 'c' }, body: 'ü' })
    expect(answer).toMatchObject({ status: 201, text: 'üü' })
    expect(answer.header('x-seen')).toBe('POST /a?b=1 c')
    expect(answer.header('x-other')).toBeNull()
  })

  test('keeps its connections', async () => {
    let connections = 0
    await listen((_, response) => response.end('{}'))
    server.on('connection', () => connections++)
    for (let call = 0; call < 50; call++) await send()
    expect(connections).toBeLessThan(25)
  })

  test('an answer without a body is an empty text', async () => {
    await listen((_, response) => response.writeHead(204).end())
    expect(await send()).toMatchObject({ status: 204, text: '' })
  })

  test('gives up an answer that does not come, or does not end, in time', async () => {
    await listen((request, response) => {
      if (request.url === '/half') response.write('half')
    })
    await expect(send({ timeoutMs: 1 })).rejects.toBeInstanceOf(ExchangeTimeout)
    await expect(send({ path: '/half', timeoutMs: 1 })).rejects.toBeInstanceOf(ExchangeTimeout)
  })

  test('gives up with the reason of the caller, before and during the request', async () => {
    const stopping = new AbortController()
    await listen(() => stopping.abort('enough'))
    await expect(send({ signal: AbortSignal.abort('never') })).rejects.toBe('never')
    await expect(send({ signal: stopping.signal })).rejects.toBe('enough')
  })

  test('a connection that breaks is an error of its own, and the next call has a new one', async () => {
    let broken = true
    await listen((request, response) => {
      if (broken) request.socket.destroy()
      else response.end('{}')
    })
    await expect(send()).rejects.not.toBeInstanceOf(ExchangeTimeout)
    broken = false
    expect(await send()).toMatchObject({ status: 200 })
  })

  test('nobody there is an error', async () => {
    await listen(() => {})
    server.close()
    await once(server, 'close')
    await expect(send()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
