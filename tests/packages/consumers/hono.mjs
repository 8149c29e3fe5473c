import { getRequestListener } from '@hono/node-server'
import * as sdk from '@keyturn/sdk'
import { Hono } from 'hono'
import { tryOut } from './call.mjs'

await tryOut(sdk, options => {
  const app = new Hono()
  app.use(sdk.keyturnHono(options))
  app.get('/', context => context.text(context.get('keyturn').key.organizationId))
  return getRequestListener(app.fetch)
})
