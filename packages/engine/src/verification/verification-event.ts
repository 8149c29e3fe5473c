import type { KeyView } from '@keyturn/core'
import type { Principal } from '../access/principal.ts'
import type { ChangeFeed } from '../changes/change-feed.ts'
import type { Clock } from '../clock/clock.ts'
import { newId } from '../ids/new-id.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { cut, pathOf, redacted } from './recorded-text.ts'
import type { VerifyInput } from './verify-input.ts'

type Node = { clock: Clock; feed: Pick<ChangeFeed, 'position'>; nodeId: string }

type Verification = {
  caller: Principal | null
  input: VerifyInput
  code: UsageEvent['code']
  /** Read at once: the view moves on. Null for a token that nobody holds, or nobody that the caller may see. */
  view: KeyView | null
}

/** A verification as the usage log has it: what was decided, on whom, and at which position of the feed. */
export function toUsageEvent(
  { clock, feed, nodeId }: Node,
  { caller, input, code, view }: Verification,
): UsageEvent {
  const now = clock.now()
  const { request, cost } = input
  const ids = view === null ? null : view.ids
  return {
    id: newId('ver', now),
    at: now,
    organizationId: view === null ? null : view.organizationId,
    apiId: view === null ? null : view.apiId,
    keyId: ids === null ? null : ids.keyId,
    secretId: ids === null ? null : ids.secretId,
    environment: view === null ? null : view.environment,
    code,
    cost: cost ?? 1,
    count: 1,
    method: cut(request?.method, 32),
    path: redacted(pathOf(request?.path), 2048),
    ip: cut(request?.ip, 64),
    country: null,
    userAgent: redacted(request?.userAgent, 512),
    origin: redacted(request?.origin, 256),
    callerKeyId: caller?.type === 'key' ? caller.keyId : null,
    asOf: feed.position,
    nodeId,
  }
}
