/** Bare node:http: reads a JSON body, writes it back as JSON, padded to the length of a verdict. */
import { createServer } from 'node:http'
import { listen } from './listen.ts'
import { readBody } from './read-body.ts'

const answerBytes = Number(process.argv[2] ?? 600)

const server = createServer((request, response) => {
  readBody(request, body => {
    const echo = JSON.stringify(body)
    const padding = Math.max(0, answerBytes - echo.length - '{"valid":true,"echo":,"padding":""}'.length)
    const text = `{"valid":true,"echo":${echo},"padding":"${'x'.repeat(padding)}"}`
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  })
})
server.keepAliveTimeout = 60_000
listen(server)
