/**
 * Answers that are kept for repeated requests take room in the database, and a credential that is confined to one
 * organization may be that customer's: what its requests may have kept is bounded, for each process and organization.
 * The owner of those sums. They are forgotten with the process; vendors' own credentials are not bound.
 */
import { EngineError } from '../errors/engine-error.ts'
import type { Storage } from '../storage/storage.ts'
import type { Context } from './context.ts'
import { replaysKeptMs } from './idempotent-call.ts'

/** In bytes, for one organization and one day that begins with its first answer. */
export const keptBytesMax = 64 * 1024 * 1024

type Kept = { since: number; bytes: number }

const keptOf = new WeakMap<Storage, Map<string, Kept>>()

type Caller = Pick<Context, 'storage' | 'clock' | 'reach'>

/** Refuses with `rate_limited` when enough is kept for this credential's organization. */
export function assertMayKeepMore(caller: Caller): void {
  const kept = present(caller)
  if (!kept || kept.bytes < keptBytesMax) return
  const leftMs = kept.since + replaysKeptMs - caller.clock.now()
  throw new EngineError(
    'rate_limited',
    'Requests of this organization have had 64 MB of answers kept within a day. Send this one without Idempotency-Key, or later.',
    { retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1_000)) },
  )
}

export function addKept(caller: Caller, bytes: number): void {
  const { organizationId } = caller.reach
  if (organizationId === null) return
  const kept = present(caller)
  if (kept) {
    kept.bytes += bytes
    return
  }
  const sums = keptOf.get(caller.storage) ?? new Map<string, Kept>()
  keptOf.set(caller.storage, sums)
  sums.set(organizationId, { since: caller.clock.now(), bytes })
}

function present({ storage, clock, reach }: Caller): Kept | undefined {
  if (reach.organizationId === null) return undefined
  const kept = keptOf.get(storage)?.get(reach.organizationId)
  return kept && kept.since + replaysKeptMs > clock.now() ? kept : undefined
}
