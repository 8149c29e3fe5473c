import type { KeyView } from '@keyturn/core'
import type { CallFacts, EventFacts, UsageEvent } from '../usage/usage-event.ts'
import { addressOf, pathOf, redacted } from './recorded-text.ts'
import type { ObservedRequest } from './verify-input.ts'

/** What is kept of the request that a verification was about. */
export type KeptRequest = Pick<CallFacts, 'method' | 'path' | 'ip' | 'userAgent' | 'origin'>

export function toKeptRequest(request: ObservedRequest | undefined): KeptRequest {
  return {
    method: redacted(request?.method, 32),
    path: redacted(pathOf(request?.path), 2048),
    ip: addressOf(request?.ip),
    userAgent: redacted(request?.userAgent, 512),
    origin: redacted(request?.origin, 256),
  }
}

/** What was decided, as the usage log has it. The view is null for a token of nobody, or of nobody that the caller may see. */
export function toEventFacts(view: KeyView | null, code: EventFacts['code'], call: CallFacts): EventFacts {
  return {
    organizationId: view === null ? null : view.organizationId,
    apiId: view === null ? null : view.apiId,
    environment: view === null ? null : view.environment,
    code,
    call,
  }
}

export function toUsageEvent(
  ids: Pick<UsageEvent, 'id' | 'keyId' | 'secretId'>,
  { call, ...decided }: EventFacts,
): UsageEvent {
  return { ...ids, ...decided, ...call }
}
