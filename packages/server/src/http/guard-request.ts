import type { IncomingMessage } from 'node:http'
import { HttpProblem } from './http-problem.ts'
import { parseQuery } from './parse-query.ts'
import { valuesOf } from './read-credential.ts'

export const maxBodyBytes = 1_048_576
const maxUrlLength = 8_192
export const maxHeaders = 100

/** Headers that decide something here; two of one are two answers to one question. */
const singleHeaders = ['host', 'content-type', 'content-encoding', 'idempotency-key', 'if-match'] as const

const hostPattern = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/

/** The rules that hold for every request before it is routed to anything. Throws `HttpProblem`. */
export function guardRequest(request: IncomingMessage): void {
  const { rawHeaders } = request
  const url = request.url ?? '/'
  if (rawHeaders.length / 2 > maxHeaders) {
    throw new HttpProblem('headers_too_large', `There are more than ${maxHeaders} headers.`, closing)
  }
  if (url.length > maxUrlLength)
    throw new HttpProblem('uri_too_long', 'The address is longer than 8 KiB.', closing)
  for (const name of singleHeaders) {
    if (valuesOf(rawHeaders, name).length > 1) {
      throw new HttpProblem('duplicate_header', `The header ${name} was sent twice. Send it once.`, closing)
    }
  }
  // Node's parser knows 0.9 and 2.0 too, and answers them in the form of 1.1.
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') {
    throw new HttpProblem('malformed_request', 'The request is not HTTP/1.1.', closing)
  }
  if (!isValidHost(request.headers.host)) {
    throw new HttpProblem('malformed_request', 'The Host header is not a host.', closing)
  }
  const expectation = request.headers.expect
  if (expectation !== undefined && expectation.toLowerCase() !== '100-continue') {
    throw new HttpProblem('expectation_failed', 'Send no Expect header.', closing)
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
    throw new HttpProblem('body_too_large', 'The body is larger than 1 MiB.', closing)
  }
  // Refuses a key in the address of any route, known or not: by then it is in somebody's log.
  parseQuery(url)
}

/**
 * One spelling per address: a path that another reader could turn into a different one is routed to nowhere, before
 * the router decodes anything. The query stays for the checks on it.
 */
export function canonicalUrl(url: string): string {
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  const isCanonical = /^\/[A-Za-z0-9._~/-]*$/.test(path) && !/\/\/|\/\.{1,2}(?:\/|$)/.test(path)
  return isCanonical ? url : `/-${mark === -1 ? '' : url.slice(mark)}`
}

const closing = { headers: { connection: 'close' } }

function isValidHost(host: string | undefined): boolean {
  if (host === undefined || !hostPattern.test(host)) return false
  const port = /:(\d+)$/.exec(host.replace(/^\[.*\]/, ''))?.[1]
  return port === undefined || Number(port) <= 65_535
}
