import { createClient, type KeyturnClient } from '@keyturn/contract/client'
import { openTestEngine, type TestEngine } from '@keyturn/engine/testing'
import { buildServer, type Server } from '../build-server.ts'
import { createLog } from '../logs/create-log.ts'
import { deliverByMail } from '../mail/deliver-by-mail.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { PageFiles } from '../pages/page-files.ts'

export type TestCall = {
  /** Default: the root key; null presents nothing. */
  key?: string | null
  body?: unknown
  headers?: Record<string, string>
}

export type TestAnswer = { status: number; headers: Headers; text: string; json: unknown }

export type TestServer = Server & {
  test: TestEngine
  logLines: string[]
  /** Calls without a socket. */
  call(method: string, path: string, options?: TestCall): Promise<TestAnswer>
  /** The typed client over the same; by default with the root key. */
  client(key?: string): KeyturnClient
  close(): Promise<void>
}

export type TestServerOptions = {
  database: 'sqlite' | 'postgres'
  mailer?: Mailer
  /** Networks whose `X-Forwarded-For` is believed; default none. Calls without a socket come from 127.0.0.1. */
  trustedProxies?: string[]
  /** A build of the dashboard; default none. */
  pageFiles?: PageFiles | null
}

/** Long enough that no load of the machine that runs the tests fences a node: what a lapsed lease does is tested below. */
const leaseSeconds = 30

/** The whole server over a real engine, by default on the embedded database. */
export async function openTestServer(
  options: TestServerOptions = { database: 'sqlite' },
): Promise<TestServer> {
  const { database, mailer, trustedProxies = [], pageFiles = null } = options
  const deliver = mailer && deliverByMail(mailer, 'http://localhost:8787')
  const test = await openTestEngine({ database, leaseSeconds, ...(deliver ? { deliver } : {}) })
  const logLines: string[] = []
  const server = buildServer({
    engine: test.engine,
    log: createLog('debug', { write: (line: string) => logLines.push(line) }),
    version: '0.0.0-test',
    publicUrl: 'http://localhost:8787',
    trustedProxies,
    pageFiles,
    outboundAllow: ['127.0.0.1/32'],
  })
  const send = injectFetch(server)
  return {
    ...server,
    test,
    logLines,
    call: async (method, path, { key = test.rootKey, body, headers } = {}) => {
      const response = await send(path, {
        method,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: parse(text) }
    },
    client: (key = test.rootKey) => createClient({ url: 'http://localhost:8787', key, fetch: send }),
    close: async () => {
      await server.app.close()
      await test.close()
    },
  }
}

/** `fetch` that ends in the server without a socket between. */
function injectFetch({ app }: Server): typeof fetch {
  return async (input, init) => {
    const answer = await app.inject({
      method: (init?.method ?? 'GET') as 'GET',
      url: String(input),
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(typeof init?.body === 'string' ? { payload: init.body } : {}),
    })
    const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    const isEmpty = answer.statusCode === 204 || answer.payload === ''
    return new Response(isEmpty ? null : answer.payload, { status: answer.statusCode, headers })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
