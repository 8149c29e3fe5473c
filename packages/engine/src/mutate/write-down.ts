import { lastingActorOf } from '../access/principal.ts'
import { appendAudit } from '../audit/append-audit.ts'
import type { AuditDraft, AuditOrigin } from '../audit/audit-event.ts'
import { nameActors } from '../audit/name-actors.ts'
import { sourcesOf } from '../outbox/source.ts'
import { insertSources } from '../outbox/source-queries.ts'
import type { Change, FeedMark, Storage, Tx } from '../storage/storage.ts'
import type { ReplayTable } from '../storage/tables.ts'
import type { Context } from './context.ts'
import { type Claim, replayOf, replaysKeptMs } from './idempotent-call.ts'
import type { Kept } from './replay-budget.ts'
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

/** Where a group stands in the feed, null when no verdict depends on any of it, and what it has kept for repeated calls. */
export type WrittenDown = { mark: FeedMark | null; kept: Kept[] }

/**
 * Writes the feed entries of calls that share a transaction, their answers where they may be repeated, then their audit
 * events, and what people will be told of them.
 */
export async function writeDown(storage: Storage, tx: Tx, done: readonly Done[]): Promise<WrittenDown> {
  const first = done[0]
  if (!first) return { mark: null, kept: [] }
  const acts = done.flatMap(({ ctx, mutation }) => mutation.audit.map(draft => ({ ctx, draft })))
  const personOf = await nameActors(tx, acts)
  const at = first.ctx.clock.now()
  const changes = done.flatMap(({ mutation }) => mutation.changes)
  const marking = changes.length === 0 ? Promise.resolve(null) : storage.feed.append(tx, changes, at)
  const kept = done.some(({ claim }) => claim !== null) ? await keep(storage, tx, done, { at, marking }) : []
  const entries = acts.map(act => ({
    draft: act.draft,
    origin: originOf(act.ctx),
    person: personOf(act),
  }))
  // The heads of chains are locked on the same journey to the database as the feed is written to.
  const events = await appendAudit(storage, tx, { entries, at, mark: marking })
  if (first.ctx.tellsPeople) await insertSources(storage, tx, sourcesOf(events, at))
  return { mark: await marking, kept }
}

async function keep(
  storage: Storage,
  tx: Tx,
  done: readonly Done[],
  { at, marking }: { at: number; marking: Promise<FeedMark | null> },
): Promise<Kept[]> {
  const mark = await marking
  const replays = done.flatMap(each => replayRow(each, { at, mark }))
  const rows = replays.map(({ row }) => row)
  await insertReplays(storage, tx, { rows, since: at - replaysKeptMs })
  return replays.map(({ kept }) => kept)
}

/** None for a call that changed nothing: it is carried out again like one that was refused. */
function replayRow(
  { ctx, claim, mutation }: Done,
  { at, mark }: { at: number; mark: FeedMark | null },
): { row: ReplayTable; kept: Kept }[] {
  if (claim === null || mutation.audit.length === 0) return []
  const result = replayOf(mutation.result, mutation.secretMembers ?? [])
  const row = { ...claim, result, mark, created_at: at }
  return [{ row, kept: { caller: ctx, bytes: Buffer.byteLength(result) } }]
}

function originOf({ principal, request }: Context): AuditOrigin {
  return {
    actor: lastingActorOf(principal),
    requestId: request.id,
    ip: request.ip,
    userAgent: request.userAgent,
  }
}
