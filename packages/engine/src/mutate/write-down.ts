import { actorOf } from '../access/principal.ts'
import { appendAudit } from '../audit/append-audit.ts'
import type { AuditDraft, AuditOrigin } from '../audit/audit-event.ts'
import type { Change, FeedMark, Storage, Tx } from '../storage/storage.ts'
import type { ReplayTable } from '../storage/tables.ts'
import type { Context } from './context.ts'
import { type Claim, replayOf, replaysKeptMs } from './idempotent-call.ts'
import { addKept } from './replay-budget.ts'
import { insertReplays } from './replay-queries.ts'

/** What a verb did inside its transaction. Nothing may be left out; `[]` says that there is none. */
export type Mutation<T> = {
  result: T
  audit: AuditDraft[]
  changes: Change[]
  /** Members of the result that leave in the first answer only: in repeated ones they are null. */
  secretMembers?: readonly (keyof T & string)[]
}

type Written = Omit<Mutation<unknown>, 'secretMembers'> & { secretMembers?: readonly string[] }

/** A call and what its verb did. */
export type Done = { ctx: Context; claim: Claim | null; mutation: Written }

/**
 * Writes the feed entries of calls that share a transaction, their answers where they may be repeated, and then their
 * audit events. Answers where they stand in the feed, null when no verdict depends on any of them.
 */
export async function writeDown(storage: Storage, tx: Tx, done: readonly Done[]): Promise<FeedMark | null> {
  const first = done[0]
  if (!first) return null
  const at = first.ctx.clock.now()
  const changes = done.flatMap(({ mutation }) => mutation.changes)
  const mark = changes.length === 0 ? null : await storage.feed.append(tx, changes, at)
  const rows = done.flatMap(each => replayRow(each, { at, mark }))
  await insertReplays(storage, tx, { rows, since: at - replaysKeptMs })
  const entries = done.flatMap(({ ctx, mutation }) => {
    const origin = originOf(ctx)
    return mutation.audit.map(draft => ({ draft, origin }))
  })
  await appendAudit(storage, tx, { entries, at, mark })
  return mark
}

/** None for a call that changed nothing: it is carried out again like one that was refused. */
function replayRow(
  { ctx, claim, mutation }: Done,
  { at, mark }: { at: number; mark: FeedMark | null },
): ReplayTable[] {
  if (claim === null || mutation.audit.length === 0) return []
  const result = replayOf(mutation.result, mutation.secretMembers ?? [])
  addKept(ctx, Buffer.byteLength(result))
  return [{ ...claim, result, mark, created_at: at }]
}

function originOf({ principal, request }: Context): AuditOrigin {
  return {
    actor: actorOf(principal),
    requestId: request.id,
    ip: request.ip,
    userAgent: request.userAgent,
  }
}
