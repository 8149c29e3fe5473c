import type { KeyView } from '@keyturn/core'
import type { Principal } from '../access/principal.ts'
import type { ChangeFeed } from '../changes/change-feed.ts'
import type { EventFacts } from '../usage/usage-event.ts'
import { addressOf, pathOf, redacted } from './recorded-text.ts'
import type { ObservedRequest } from './verify-input.ts'

type Node = { feed: Pick<ChangeFeed, 'position'>; nodeId: string }

/** What is kept of the request that a verification was about. */
export type KeptRequest = Pick<EventFacts, 'method' | 'path' | 'ip' | 'userAgent' | 'origin'>

type Verification = {
  caller: Principal | null
  kept: KeptRequest
  code: EventFacts['code']
  cost: number
  /** Milliseconds UTC. */
  at: number
  /** Read at once: the view moves on. Null for a token that nobody holds, or nobody that the caller may see. */
  view: KeyView | null
}

export function toKeptRequest(request: ObservedRequest | undefined): KeptRequest {
  return {
    method: redacted(request?.method, 32),
    path: redacted(pathOf(request?.path), 2048),
    ip: addressOf(request?.ip),
    userAgent: redacted(request?.userAgent, 512),
    origin: redacted(request?.origin, 256),
  }
}

/** A verification as the usage log has it: what was decided, where, and at which position of the feed. */
export function toEventFacts(
  { feed, nodeId }: Node,
  { caller, kept, code, cost, at, view }: Verification,
): EventFacts {
  return {
    at,
    organizationId: view === null ? null : view.organizationId,
    apiId: view === null ? null : view.apiId,
    environment: view === null ? null : view.environment,
    code,
    cost,
    count: 1,
    method: kept.method,
    path: kept.path,
    ip: kept.ip,
    country: null,
    userAgent: kept.userAgent,
    origin: kept.origin,
    callerKeyId: caller?.type === 'key' ? caller.keyId : null,
    asOf: feed.position,
    nodeId,
  }
}
