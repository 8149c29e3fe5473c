import { createServer, type Server } from 'node:http'
import type { RequestMetrics } from '../metrics/request-metrics.ts'

/** Metrics without a key, for a collector on the same machine: loopback only, nothing but `/metrics`. */
export async function listenForMetrics(port: number, metrics: RequestMetrics): Promise<Server> {
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end()
      return
    }
    try {
      const { text, contentType } = await metrics.render()
      response
        .writeHead(200, { 'content-type': contentType })
        .end(request.method === 'HEAD' ? undefined : text)
    } catch {
      response.writeHead(500).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}
