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

type Sum = { since: number; bytes: number }

const sumsOf = new WeakMap<Storage, Map<string, Sum>>()

type Caller = Pick<Context, 'storage' | 'clock' | 'reach'>

/** How long the answer is that is kept for a call. */
export type Kept = { caller: Caller; bytes: number }

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

/** Counts what is in the database: a transaction that runs again keeps an answer once. */
export function addKept(answers: readonly Kept[]): void {
  for (const { caller, bytes } of answers) {
    const { organizationId } = caller.reach
    if (organizationId === null) continue
    const sums = sumsOf.get(caller.storage) ?? new Map<string, Sum>()
    sumsOf.set(caller.storage, sums)
    const sum = present(caller) ?? { since: caller.clock.now(), bytes: 0 }
    sums.set(organizationId, { ...sum, bytes: sum.bytes + bytes })
  }
}

function present({ storage, clock, reach }: Caller): Sum | undefined {
  if (reach.organizationId === null) return undefined
  const sum = sumsOf.get(storage)?.get(reach.organizationId)
  return sum && sum.since + replaysKeptMs > clock.now() ? sum : undefined
}
