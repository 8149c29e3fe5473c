import * as sdk from '@keyturn/sdk'
import { keyturnFastify } from '@keyturn/sdk/fastify'
import { fastify } from 'fastify'
import { tryOut } from './call.mjs'

if (keyturnFastify !== sdk.keyturnFastify) throw new Error('two copies of the plugin')
await tryOut(sdk, options => {
  const app = fastify()
  app.register(keyturnFastify, options)
  app.get('/', async request => request.keyturn.key.organizationId)
  const ready = app.ready()
  return (request, response) => ready.then(() => app.routing(request, response))
})
