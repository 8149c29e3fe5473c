import { once } from 'node:events'
import { createServer } from 'node:http'

/** A request as the protected API gets it. */
export type Received = { method: string; url: string; rawHeaders: string[]; body: string }

export type Upstream = {
  /** `host:port` */
  address: string
  /** What has come in so far, oldest first. */
  received: Received[]
  close(): Promise<void>
}

/** An API that trusts its gateway with everything: it answers 200 to whatever comes through. */
export async function openUpstream(): Promise<Upstream> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', rawHeaders } = request
      received.push({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() })
      response.end('from the API')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  return {
    address: `127.0.0.1:${address.port}`,
    received,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
