// Hono on an edge runtime: this one has no more of Node than any other has.
import { keyturnHono } from '@keyturn/sdk'
import { Hono } from 'hono'
import { options } from '#options'

export const runtime = 'edge'

let app

function open() {
  const guard = keyturnHono(options())
  const hono = new Hono().basePath('/hono')
  hono.get('/forecasts', guard.requiring('forecasts:read'), context => {
    return context.json({ organization: context.get('keyturn').key.organizationId })
  })
  return hono
}

export const GET = request => {
  app ??= open()
  return app.fetch(request)
}
