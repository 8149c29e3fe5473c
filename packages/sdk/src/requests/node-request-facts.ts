import type { IncomingMessage } from 'node:http'
import type { RequestFacts } from './request-facts.ts'

/** Express rewrites `url` inside mounted routers and keeps what was received in `originalUrl`. */
export type NodeRequest = IncomingMessage & { originalUrl?: string }

export function nodeRequestFacts<Request>(request: Request, raw: NodeRequest): RequestFacts<Request> {
  return {
    request,
    method: raw.method ?? 'GET',
    target: raw.originalUrl ?? raw.url ?? '/',
    rawHeaders: raw.rawHeaders,
    peer: raw.socket.remoteAddress,
  }
}
