/** better-auth's `verifyApiKey` behind a bare node:http server, which is the cheapest way to ask it over HTTP. */
import { createServer } from 'node:http'
import { listen } from './listen.ts'
import { openBetterAuth } from './open-better-auth.ts'
import { readBody } from './read-body.ts'

const { auth } = await openBetterAuth(process.argv[2] ?? '')

const server = createServer((request, response) => {
  readBody(request, async body => {
    const { key } = body as { key: string }
    const verdict = await auth.api.verifyApiKey({ body: { key, permissions: { leads: ['read'] } } })
    const text = JSON.stringify(verdict)
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  })
})
server.keepAliveTimeout = 60_000
listen(server)
