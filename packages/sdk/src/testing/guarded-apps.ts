import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import type { GuardOptions } from '../guards/guard-options.ts'
import { GuardedRequest } from '../middlewares/guarded-request.ts'
import { keyturnExpress } from '../middlewares/keyturn-express.ts'
import { keyturnFastify } from '../middlewares/keyturn-fastify.ts'
import { type KeyturnEnv, keyturnHono } from '../middlewares/keyturn-hono.ts'
import { keyturnNext } from '../middlewares/keyturn-next.ts'
import { keyturnNode } from '../middlewares/keyturn-node.ts'
import { type Received, type Sent, sendRequest } from './send-request.ts'

export type GuardedService = {
  send: (sent: Omit<Sent, 'port'>) => Promise<Received>
  /** Stops taking requests, then reports what became of them. */
  close: () => Promise<void>
}

/** Options that do not look at the framework's own request. */
export type ServiceOptions = Omit<GuardOptions<object>, 'environment' | 'peerAddress'> & {
  environment: string | readonly string[]
}

/** What every service does once it has admitted a request: its answer for a path. */
function act(path: string, keyturn: GuardedRequest): { status: number; body: object } {
  const [, action, subject = ''] = path.split('?', 1)[0]?.split('/') ?? []
  if (action === 'bug') throw new Error('bug')
  if (action === 'own') keyturn.requireOrganization(subject)
  if (action === 'more') keyturn.requireScopes(subject)
  if (action === 'status') return { status: Number(subject), body: {} }
  return { status: 200, body: { organizationId: keyturn.verdict?.key.organizationId ?? null } }
}

/** The same service on each framework. Paths below `/write` need the scope `leads:write` instead of the guard's own. */
export const services: [string, (options: ServiceOptions) => Promise<GuardedService>][] = [
  ['node:http', startNode],
  ['Fastify', startFastify],
  ['Express', startExpress],
  ['Hono on Node', startHono],
  ['Hono at the edge', async options => atEdge(honoApp(options))],
  ['Next', startNext],
]

const write = { scopes: ['leads:write'] }

async function startNode(options: ServiceOptions): Promise<GuardedService> {
  const guard = keyturnNode({ ...options, onUnavailable: options.onUnavailable as 'allow' })
  const handlers = [{}, write].map(route =>
    guard((request, response, verdict) => {
      const { status, body } = act(request.url ?? '/', new GuardedRequest(verdict))
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }, route),
  )
  return listen((request, response) => {
    const handler = handlers[request.url?.startsWith('/write') ? 1 : 0]
    handler?.(request, response).catch(() => response.writeHead(500).end('{}'))
  }, guard)
}

async function startFastify(options: ServiceOptions): Promise<GuardedService> {
  const app = fastify()
  await app.register(keyturnFastify, options)
  app.get('/write', { config: { keyturn: write } }, async () => ({}))
  app.all('/*', async (request, reply) => {
    const { status, body } = act(request.url, request.keyturn)
    return reply.code(status).send(body)
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { send: sent => sendRequest({ ...sent, port }), close: () => app.close() }
}

async function startExpress(options: ServiceOptions): Promise<GuardedService> {
  const guard = keyturnExpress(options)
  const app = express()
  app.get('/write', guard.requiring(write.scopes), (_, response) => void response.json({}))
  app.use(guard, (request, response) => {
    const { status, body } = act(request.originalUrl, request.keyturn)
    response.status(status).json(body)
  })
  app.use(guard.answerRefusals)
  app.use((_: unknown, __: unknown, response: express.Response, ___: express.NextFunction) => {
    response.status(500).json({})
  })
  return listen(app, guard)
}

function honoApp(options: ServiceOptions) {
  const guard = keyturnHono(options)
  const app = new Hono<KeyturnEnv>()
  app.onError((_, context) => context.json({}, 500))
  app.get('/write', guard.requiring(write.scopes), context => context.json({}))
  app.use(guard)
  app.all('/*', context => {
    const { pathname } = new URL(context.req.url)
    const { status, body } = act(pathname, context.get('keyturn'))
    return Response.json(body, { status })
  })
  return { guard, fetch: async (request: Request) => app.fetch(request), app }
}

async function startHono(options: ServiceOptions): Promise<GuardedService> {
  const { guard, app } = honoApp(options)
  return listen(getRequestListener(app.fetch), guard)
}

async function startNext(options: ServiceOptions): Promise<GuardedService> {
  const guard = keyturnNext(options)
  const handlers = [{}, write].map(route =>
    guard((request: Request, _: object, keyturn) => {
      const { status, body } = act(new URL(request.url).pathname, keyturn)
      return Response.json(body, { status })
    }, route),
  )
  const answer = async (request: Request) => {
    const handler = handlers[new URL(request.url).pathname.startsWith('/write') ? 1 : 0]
    try {
      return (await handler?.(request, {})) ?? new Response(null, { status: 404 })
    } catch {
      return new Response('{}', { status: 500 })
    }
  }
  return atEdge({ guard, fetch: answer })
}

/** A service that is a function from `Request` to `Response`, as edge runtimes have it. */
function atEdge(service: {
  guard: { close: () => Promise<void> }
  fetch: (request: Request) => Promise<Response>
}): GuardedService {
  return {
    send: async ({ path = '/', method = 'GET', headers = [] }) => {
      const sent = new Headers()
      for (let index = 0; index < headers.length; index += 2) {
        sent.append(headers[index] ?? '', headers[index + 1] ?? '')
      }
      const response = await service.fetch(
        new Request(`http://edge.example${path}`, { method, headers: sent }),
      )
      const text = await response.text()
      const body = text === '' ? {} : JSON.parse(text)
      return { status: response.status, headers: Object.fromEntries(response.headers), body }
    },
    close: () => service.guard.close(),
  }
}

async function listen(
  listener: Parameters<typeof createServer>[1],
  guard: { close: () => Promise<void> },
): Promise<GuardedService> {
  const server = createServer(listener ?? (() => {}))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    send: sent => sendRequest({ ...sent, port }),
    close: async () => {
      await new Promise(resolve => server.close(resolve))
      await guard.close()
    },
  }
}
