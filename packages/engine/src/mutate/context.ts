import type { ReadContext } from '../access/read-context.ts'
import type { Effect } from '../changes/effect.ts'
import type { Neighbour } from '../changes/neighbour.ts'
import type { Vault } from '../envelope/vault.ts'
import type { FeedMark } from '../storage/storage.ts'
import type { IdempotentRequest } from './idempotent-request.ts'

/** The request that a call came with; for the audit log. */
export type RequestInfo = {
  id: string
  ip: string | null
  userAgent: string | null
  method: string
  path: string
  origin: string | null
  /** Of a request that its caller may repeat. */
  idempotency?: IdempotentRequest
}

/** What every verb takes first: who asks, what they reach, and what the engine works with. */
export type Context = ReadContext & {
  readonly request: RequestInfo
  /** Encryption at rest. */
  readonly vault: Vault
  /** Whether mail is sent, so that what people should know of is to be written down. */
  readonly tellsPeople: boolean
  /** Who is registered, and how much of each lease is left. */
  readonly neighbours: () => Promise<Neighbour[]>
  readonly feed: {
    /** Waits until a committed change holds on every node. */
    settle(mark: FeedMark, committedAt: number): Promise<Effect>
  }
}
