import { Keyturn, type KeyturnEnv, keyturnExpress, keyturnHono } from '@keyturn/sdk'
import { keyturnFastify } from '@keyturn/sdk/fastify'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'

const keyturn = new Keyturn({
  url: 'https://keys.example.com',
  key: 'kt_live_000000000000000000000000001CkGt6',
})
const options = { keyturn, apiId: 'api_1', environment: 'live' }

const guard = keyturnExpress(options)
export const expressApp = express()
expressApp.use(guard)
expressApp.get('/', guard.requiring('leads:read'), (request, response) => {
  response.send(request.keyturn.key.organizationId)
})
expressApp.use(guard.answerRefusals)

export const fastifyApp = fastify()
fastifyApp.register(keyturnFastify, { ...options, environment: request => String(request.headers['x-env']) })
fastifyApp.get(
  '/',
  { config: { keyturn: { scopes: ['leads:read'] } } },
  async request => request.keyturn.key.id,
)

export const honoApp = new Hono<KeyturnEnv>()
honoApp.use(keyturnHono(options))
honoApp.get('/', context => context.text(context.get('keyturn').key.organizationId))
