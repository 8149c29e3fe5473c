import { redactTokens } from '@keyturn/contract'
import type { Principal, RequestInfo } from '@keyturn/engine'
import type { FastifyRequest } from 'fastify'
import type { ClientAddress } from './client-address.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the authentication of a route. */
    caller: { info: RequestInfo; principal: Principal } | undefined
  }
}

/** What is recorded about a request, within the bounds of its columns. */
export function requestInfo(request: FastifyRequest, clientAddress: ClientAddress): RequestInfo {
  const { headers, socket } = request.raw
  const forwardedFor = headers['x-forwarded-for']
  return {
    id: request.id,
    ip: clientAddress(
      socket.remoteAddress,
      Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
    ),
    userAgent: recorded(headers['user-agent']),
    method: request.method,
    path: request.raw.url?.split('?', 1)[0]?.slice(0, 512) ?? '/',
    origin: recorded(headers.origin),
  }
}

/** What a caller says of itself may hold a key by mistake; cut before it is redacted, it could keep half of one. */
function recorded(header: string | undefined): string | null {
  return header === undefined ? null : redactTokens(header).slice(0, 512)
}
