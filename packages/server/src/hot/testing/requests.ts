export type Form = { path?: string; headers?: readonly string[]; credential?: string; contentLength?: string }

export type Requests = {
  request(body: string, form?: Form): string
  /** The body of a verification of the token called `plain`. */
  body(input?: object): string
}

/** Writes requests by whose tokens are in `tokens` when they are written; the caller is called `root`. */
export function requestsWith(tokens: Record<string, string>): Requests {
  return {
    body: (input = {}) => JSON.stringify({ key: tokens['plain'], ...input }),
    request: (body, { path = '/v1/keys/verify', headers = [], credential, contentLength } = {}) => {
      const lines = [
        `POST ${path} HTTP/1.1`,
        'Host: keyturn.example:8787',
        credential ?? `Authorization: Bearer ${tokens['root']}`,
        'Content-Type: application/json',
        `Content-Length: ${contentLength ?? Buffer.byteLength(body)}`,
        ...headers,
      ]
      return `${lines.filter(line => line !== '').join('\r\n')}\r\n\r\n${body}`
    },
  }
}

/** What clients send besides, to no effect. */
export const harmless = [
  'User-Agent: curl/8.1 (a; "b")',
  'Accept: */*',
  'Accept-Encoding: gzip, br',
  'Accept-Language: *',
  'Connection: keep-alive',
  'Cache-Control: no-cache',
  'Pragma: no-cache',
  'Sec-Fetch-Mode: cors',
  'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'tracestate: a=b',
  'X-Forwarded-For: 203.0.113.7',
  'X-Forwarded-Host: api.example',
  'X-Forwarded-Port: 443',
  'X-Forwarded-Proto: https',
  'X-Real-IP: 203.0.113.7',
  'X-Request-Id: a',
  'Forwarded: for=203.0.113.7',
  'Via: 1.1 proxy',
]
