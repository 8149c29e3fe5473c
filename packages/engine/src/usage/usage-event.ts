import type { StoredIds } from '@keyturn/core'
import type { Reach } from '../access/reach.ts'

/** One decided verification, as the hot path hands it to the journal. Instants are milliseconds UTC. */
export type UsageEvent = {
  /** `ver_…`; its time decides the month that the event is kept in. */
  id: string
  at: number
  organizationId: string | null
  apiId: string | null
  keyId: string | null
  secretId: string | null
  environment: string | null
  /** The verdict. */
  code: string
  cost: number
  /** More than 1 where refused attempts with unknown tokens were counted together. */
  count: number
  method: string | null
  path: string | null
  ip: string | null
  country: string | null
  userAgent: string | null
  origin: string | null
  /** The management key that asked for the verdict. */
  callerKeyId: string | null
  /** The position in the change feed that the verdict was decided at. */
  asOf: string
  nodeId: string
}

type KeyField = 'organizationId' | 'apiId' | 'keyId' | 'secretId' | 'environment'

/** What an event says of the call that asked for it: of a batch one object, by which its events are known as neighbours. */
export type CallFacts = Omit<UsageEvent, 'id' | 'code' | KeyField>

/** What an event says besides which verification it is and by which secret of which key. */
export type EventFacts = Pick<UsageEvent, 'organizationId' | 'apiId' | 'environment' | 'code'> & {
  call: CallFacts
}

/** The event of a known key, with ids as bytes that are copied at once: those of the key are read from the key table. */
export type KeyEvent = { id: Uint8Array; ids: StoredIds; facts: EventFacts }

/** What became of a verified request, as the service behind it reports. */
export type Outcome = {
  verificationId: string
  /** The HTTP status that the service answered. */
  status: number
  durationMs: number | null
  reportedAt: number
  /** What the reporter reaches: the outcome belongs to an event within it, and to no other. */
  reach: Reach
}
