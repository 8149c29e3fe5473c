import type { IncomingHttpHeaders } from 'node:http'
import { HttpProblem } from './http-problem.ts'

const json = /^application\/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?$/i

/**
 * Refuses a body in any form but plain JSON. It reads the header as it was sent and before any parser does: parser
 * and check reading it differently is how unchecked bodies got into other servers.
 */
export function assertReadableBody(headers: IncomingHttpHeaders): void {
  if (!hasBody(headers)) return
  if (headers['content-encoding'] !== undefined) {
    throw new HttpProblem(
      'unsupported_media_type',
      'The body is encoded. Send it without Content-Encoding.',
      closing,
    )
  }
  if (!json.test(headers['content-type'] ?? '')) {
    throw new HttpProblem(
      'unsupported_media_type',
      'The body has another type. Send it as Content-Type: application/json.',
      closing,
    )
  }
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  return headers['content-length'] !== undefined && headers['content-length'] !== '0'
}

const closing = { headers: { connection: 'close' } }
