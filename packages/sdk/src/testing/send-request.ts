import { type IncomingHttpHeaders, request } from 'node:http'

export type Received = { status: number; headers: IncomingHttpHeaders; body: Record<string, unknown> }

export type Sent = { port: number; path?: string; method?: string; headers?: string[] }

/** Sends a request whose headers are a flat list, so that a test can repeat one. */
export function sendRequest({ port, path = '/', method = 'GET', headers = [] }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const lines = ['Host', 'localhost', 'Connection', 'close', ...headers]
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: lines, agent: false },
      response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const body = text === '' ? {} : JSON.parse(text)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        })
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}
