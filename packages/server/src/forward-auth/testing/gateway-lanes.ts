import { comparable, exchange, lastRequest, type WireAnswer } from '../../hot/testing/exchange.ts'
import { type Lane, openLane } from '../../hot/testing/open-lane.ts'
import type { TestServer } from '../../testing/open-test-server.ts'

export type Question = {
  method?: string
  /** Replaces the address and its query; default: an API and an environment. */
  target?: string
  /** After the query of the default address. */
  more?: string
  /** `plain`, or another name in `tokens`; null: none. */
  token?: string | null
  /** Replace the gateway's own. */
  headers?: readonly string[]
  body?: string
}

export type Told = { status: number; code: string | null; headers: Record<string, string>; body: string }

export type GatewayLanes = {
  tokens: Record<string, string>
  apiId: string
  both: Lane
  ordinary: Lane
  /** As it goes over the wire. */
  write(question: Question): string
  /** What both lanes say to a peer that is trusted, and whether the hot one said it itself. */
  ask(question: Question): Promise<Told & { hot: boolean }>
  close(): Promise<void>
}

export const gatewayHeaders = [
  'X-Forwarded-Method: GET',
  'X-Forwarded-Uri: /v1/leads?limit=1',
  'X-Forwarded-For: 203.0.113.7',
]

/** Two servers over one engine, one with the hot lane, that trust the gateway; and an API to ask about. */
export async function openGatewayLanes(
  server: TestServer,
  { prefix, trustedProxies = ['127.0.0.1'] }: { prefix: string; trustedProxies?: readonly string[] },
): Promise<GatewayLanes> {
  const both = await openLane(server.test.engine, 'both', { trustedProxies })
  const ordinary = await openLane(server.test.engine, 'ordinary', { trustedProxies })
  const tokens: Record<string, string> = {}
  const api = await server.client().apis.create({
    name: 'Enrich',
    prefix,
    scopes: [{ name: 'leads:read' }, { name: 'leads:write' }],
  })
  const write = writerFor(api.id, tokens)
  return {
    tokens,
    apiId: api.id,
    both,
    ordinary,
    write,
    ask: async question => {
      const before = both.ordinaryRequests()
      const pieces = [write(question) + lastRequest]
      const [withHot, without] = await Promise.all([
        exchange(both.port, pieces),
        exchange(ordinary.port, pieces),
      ])
      const [first, second] = [withHot.map(normalised), without.map(normalised)]
      if (JSON.stringify(first) !== JSON.stringify(second))
        throw new Error(`the lanes differ:\n${JSON.stringify(first)}\n${JSON.stringify(second)}`)
      return { ...told(withHot[0]), hot: both.ordinaryRequests() - before === 1 }
    },
    close: async () => {
      await both.close()
      await ordinary.close()
    },
  }
}

function writerFor(apiId: string, tokens: Record<string, string>): GatewayLanes['write'] {
  return ({ method = 'GET', target, more = '', token = 'plain', headers = gatewayHeaders, body = '' }) => {
    const address = target ?? `/v1/forward-auth?apiId=${apiId}&environment=live${more}`
    const lines = [
      `${method} ${address} HTTP/1.1`,
      'Host: keyturn.example',
      ...(token === null ? [] : [`X-API-Key: ${tokens[token] ?? token}`]),
      ...headers,
    ]
    return `${lines.join('\r\n')}\r\n\r\n${body}`
  }
}

const keptOpen = /^(Connection: keep-alive|Keep-Alive: .*)$/

/**
 * Without what differs from one answer to the next, and without that the connection stays open: the hot lane does not
 * say so where a gateway is to admit, and node:http does.
 */
export function normalised(answer: WireAnswer): WireAnswer {
  const { status, headers, body } = comparable(answer)
  const told = headers.filter(header => !status.startsWith('HTTP/1.1 200') || !keptOpen.test(header))
  return {
    status,
    body,
    headers: told.map(header =>
      header.replaceAll(/req_[0-9a-f]{24}/g, 'req_#').replace(/^(ratelimit|retry-after): .*$/, '$1: #'),
    ),
  }
}

function told(answer: WireAnswer | undefined): Told {
  const { status = '', headers = [], body = '' } = answer ?? {}
  const pairs = headers.map(header => {
    const colon = header.indexOf(':')
    return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()] as const
  })
  return {
    status: Number(status.slice(9, 12)),
    code: body === '' ? null : JSON.parse(body).code,
    headers: Object.fromEntries(pairs),
    body,
  }
}
