import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import {
  type GuardedRequest,
  Keyturn,
  type KeyturnEnv,
  keyturnExpress,
  keyturnFastify,
  keyturnHono,
} from '@keyturn/sdk'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import '@keyturn/sdk/fastify'

type ServiceOptions = { keyturnUrl: string; serviceKey: string; apiId: string; environment: string }

export type FrameworkService = { url: string; stop(): Promise<void> }

type Guarding = { keyturn: Keyturn; apiId: string; environment: string }

/** What `/v1/owned/{organizationId}` and `/v1/leads` answer, whatever the framework. */
function answer(caller: GuardedRequest, organizationId?: string): object {
  if (organizationId !== undefined) caller.requireOrganization(organizationId)
  return { keyName: caller.key.name, organizationId: caller.key.organizationId }
}

/** The same small service of a vendor on each framework: leads can be read and written, research costs 5. */
export const frameworkServices: [string, (options: ServiceOptions) => Promise<FrameworkService>][] = [
  ['Express', options => start(options, onExpress)],
  ['Fastify', options => start(options, onFastify)],
  ['Hono', options => start(options, onHono)],
]

async function start(
  { keyturnUrl, serviceKey, apiId, environment }: ServiceOptions,
  begin: (guarding: Guarding) => Promise<FrameworkService>,
): Promise<FrameworkService> {
  const keyturn = new Keyturn({ url: keyturnUrl, key: serviceKey })
  const service = await begin({ keyturn, apiId, environment })
  return {
    url: service.url,
    stop: async () => {
      await service.stop()
      await keyturn.close()
    },
  }
}

async function onExpress(guarding: Guarding): Promise<FrameworkService> {
  const guard = keyturnExpress({ ...guarding, cost: costOf })
  const app = express()
  app.get('/v1/leads', guard.requiring(['leads:read']), (request, response) => {
    response.json(answer(request.keyturn))
  })
  app.post('/v1/leads', guard.requiring(['leads:create']), (request, response) => {
    response.status(201).json(answer(request.keyturn))
  })
  app.post('/v1/research', guard.requiring(['research:trigger']), (request, response) => {
    response.status(201).json(answer(request.keyturn))
  })
  app.get('/v1/owned/:id', guard, (request, response) => {
    response.json(answer(request.keyturn, request.params['id']))
  })
  app.use(guard.answerRefusals)
  return listen(app, guard)
}

async function onFastify(guarding: Guarding): Promise<FrameworkService> {
  const app = fastify()
  await app.register(keyturnFastify, guarding)
  const needs = (scope: string, cost = 1) => ({ config: { keyturn: { scopes: [scope], cost } } })
  app.get('/v1/leads', needs('leads:read'), async request => answer(request.keyturn))
  app.post('/v1/leads', needs('leads:create'), async (request, reply) =>
    reply.code(201).send(answer(request.keyturn)),
  )
  app.post('/v1/research', needs('research:trigger', 5), async (request, reply) =>
    reply.code(201).send(answer(request.keyturn)),
  )
  app.get<{ Params: { id: string } }>('/v1/owned/:id', async request =>
    answer(request.keyturn, request.params.id),
  )
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), stop: () => app.close() }
}

async function onHono(guarding: Guarding): Promise<FrameworkService> {
  const guard = keyturnHono({
    ...guarding,
    cost: ({ req }) => costOf({ url: new URL(req.raw.url).pathname }),
  })
  const app = new Hono<KeyturnEnv>()
  app.get('/v1/leads', guard.requiring(['leads:read']), c => c.json(answer(c.get('keyturn'))))
  app.post('/v1/leads', guard.requiring(['leads:create']), c => c.json(answer(c.get('keyturn')), 201))
  app.post('/v1/research', guard.requiring(['research:trigger']), c => c.json(answer(c.get('keyturn')), 201))
  app.get('/v1/owned/:id', guard, c => c.json(answer(c.get('keyturn'), c.req.param('id'))))
  return listen(getRequestListener(app.fetch), guard)
}

function costOf({ url }: { url?: string }): number {
  return url === '/v1/research' ? 5 : 1
}

async function listen(
  listener: RequestListener,
  guard: { close(): Promise<void> },
): Promise<FrameworkService> {
  const server = createServer(listener)
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
      await guard.close()
    },
  }
}
