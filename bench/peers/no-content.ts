/** Bare node:http that lets everybody in: 204 to whatever a gateway asks. */
import { createServer } from 'node:http'
import { listen } from './listen.ts'

const server = createServer((_, response) => {
  response.writeHead(204)
  response.end()
})
server.keepAliveTimeout = 60_000
listen(server)
