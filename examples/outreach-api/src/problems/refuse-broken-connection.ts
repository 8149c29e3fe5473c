import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

const statuses = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
])

/** Answers bytes that are no HTTP request: there is no request object yet, so the answer is written by hand. */
export function refuseBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = statuses.get(error.code ?? '') ?? 400
  const body = JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    code: status === 400 ? 'malformed_request' : status === 408 ? 'request_timeout' : 'headers_too_large',
    detail: 'Send a well-formed HTTP/1.1 request.',
    requestId: `req_${crypto.randomUUID().replaceAll('-', '')}`,
  })
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json`
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}
