import { request } from 'node:http'

export type GatewayCall = {
  method?: string
  path?: string
  /** Name, value, name, value …, as they are to be sent. */
  headers?: readonly string[]
  /** Where it comes from. */
  localAddress?: string
  body?: string
}

export type GatewayReply = { status: number; headers: Record<string, string>; body: string }

/** One request on a connection of its own. */
export function callGateway(port: number, call: GatewayCall): Promise<GatewayReply> {
  const { method = 'GET', path = '/v1/leads', headers = [], localAddress = '127.0.0.1', body } = call
  return new Promise((resolve, reject) => {
    const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))]
    const sent = request({
      ...{ host: '127.0.0.1', port, method, path, localAddress, agent: false },
      headers: ['Host', 'api.example', ...headers, ...length],
    })
    sent.on('error', reject)
    sent.on('response', answer => {
      const chunks: Buffer[] = []
      answer.on('data', chunk => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const pairs = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
        const text = Buffer.concat(chunks).toString()
        resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(pairs), body: text })
      })
    })
    sent.end(body)
  })
}
