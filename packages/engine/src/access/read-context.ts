import type { Clock } from '../clock/clock.ts'
import type { Storage } from '../storage/storage.ts'
import type { Principal } from './principal.ts'
import type { Reach } from './reach.ts'

/** What a call that only reads needs. */
export type ReadContext = {
  readonly storage: Storage
  readonly clock: Clock
  readonly principal: Principal
  readonly reach: Reach
}

/** A page of a list; `nextCursor: null` is its end, a short page is not. */
export type Page<T> = { data: T[]; nextCursor: string | null }

export type PageInput = {
  /** 1 to 200. */
  limit?: number | undefined
  cursor?: string | undefined
}

export const pageLimitDefault = 50
