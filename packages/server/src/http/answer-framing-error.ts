import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problemDefinitions } from '@keyturn/contract'
import { HttpProblem } from './http-problem.ts'
import { newRequestId } from './request-id.ts'
import { problemBody } from './to-problem.ts'

type FramingError = Error & { code?: string; rawPacket?: Buffer }

/**
 * Answers what node's parser refused, before there is a request: always as problem details, always closing, because
 * where the next request starts on this connection is no longer certain.
 */
export function answerFramingError(error: FramingError, socket: Socket, helpUrl: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  writeProblem(socket, framingProblem(error, socket), helpUrl)
}

/** Writes a problem on a bare socket and closes it. */
export function writeProblem(socket: Socket, problem: HttpProblem, helpUrl: string): void {
  const { status } = problemDefinitions[problem.code]
  const requestId = newRequestId()
  const body = problemBody(problem, { requestId, helpUrl })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

function framingProblem(error: FramingError, socket: Socket): HttpProblem {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpProblem('request_timeout', 'The request did not arrive in time.')
    case 'HPE_HEADER_OVERFLOW':
      return isRequestLineTooLong(error, socket)
        ? new HttpProblem('uri_too_long', 'The address is longer than 8 KiB.')
        : new HttpProblem('headers_too_large', 'The headers are larger than 16 KiB.')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new HttpProblem('body_too_large', 'A chunk extension is larger than 16 KiB.')
    default:
      return new HttpProblem('malformed_request', 'The request is not well-formed HTTP/1.1.')
  }
}

/** The parser counts the request line among the headers; if the first packet has no line end, it was the address. */
function isRequestLineTooLong(error: FramingError, socket: Socket): boolean {
  const packet = error.rawPacket
  if (!packet || socket.bytesRead > packet.length) return false
  return packet.subarray(0, 8192).indexOf('\n') === -1
}
