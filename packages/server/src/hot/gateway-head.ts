import { maxHeaders } from '../http/guard-request.ts'
import { host } from './canonical-head.ts'

/** A gateway's question in the one form that the hot lane reads: no body, and nothing about where it ends. */
export type GatewayHead = { method: string; target: string; rawHeaders: string[] }

const requestLine =
  /^(GET|POST|PUT|PATCH|DELETE|OPTIONS) (\/v1\/forward-auth\?[A-Za-z0-9._~:/=&%+,*-]{1,1024}) HTTP\/1\.1\r\n/
const headerLine = /([A-Za-z0-9-]+): ([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)\r\n/y

/**
 * What decides where a request ends, or what is done with it besides reading it. Gateways pass on whatever their
 * callers send, so that here, unlike in a verification, every other header is let through, however often.
 */
const meaningful = new Set([
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Headers of which the ordinary lane refuses two, whatever they say. */
const single = new Set([
  'host',
  'connection',
  'content-type',
  'content-encoding',
  'idempotency-key',
  'if-match',
])

/** Reads a head; null when it is not canonical. */
export function readGatewayHead(text: string): GatewayHead | null {
  const line = requestLine.exec(text)
  if (line === null) return null
  const [whole, method = '', target = ''] = line
  const rawHeaders = readHeaders(text, whole.length)
  return rawHeaders === null ? null : { method, target, rawHeaders }
}

function readHeaders(text: string, from: number): string[] | null {
  const rawHeaders: string[] = []
  const seen = new Set<string>()
  const end = text.length - 2
  for (let at = from; at < end; at = headerLine.lastIndex) {
    headerLine.lastIndex = at
    const [, name, value] = headerLine.exec(text) ?? []
    if (name === undefined || value === undefined) return null
    if (!isHarmless(name.toLowerCase(), value, seen)) return null
    rawHeaders.push(name, value)
  }
  return seen.has('host') && rawHeaders.length <= maxHeaders * 2 ? rawHeaders : null
}

function isHarmless(name: string, value: string, seen: Set<string>): boolean {
  if (meaningful.has(name)) return false
  if (!single.has(name)) return true
  if (seen.has(name)) return false
  seen.add(name)
  if (name === 'host') return host.test(value)
  return name !== 'connection' || value.toLowerCase() === 'keep-alive'
}
