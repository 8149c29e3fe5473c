import { toInstant } from '../clock/clock.ts'
import { Yielding } from '../clock/yielding.ts'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { randomBytes } from '../ids/random-bytes.ts'
import type { FeedMark, Storage, Tx } from '../storage/storage.ts'
import { TransientFailure, UniqueViolation } from '../storage/storage-failure.ts'
import type { AuditEventTable } from '../storage/tables.ts'
import { chainHash, detailsDigest } from './audit-chain.ts'
import {
  type AuditBody,
  type AuditDraft,
  type AuditOrigin,
  type AuditPerson,
  installationChain,
} from './audit-event.ts'
import { type AuditHead, insertEvents, lockHeads, moveHeads, type NewEvent } from './audit-queries.ts'

/** What was done, and by whom from where. */
export type AuditEntry = { draft: AuditDraft; origin: AuditOrigin; person?: AuditPerson | null }

export type AppendAuditInput = {
  entries: readonly AuditEntry[]
  /** Milliseconds UTC. */
  at: number
  /** Of the change, or of one that is on its way: then it is awaited together with the locks. */
  mark: FeedMark | null | Promise<FeedMark | null>
}

/**
 * Writes events into their chains, last in the transaction and in chain order, so that heads are locked briefly. Answers
 * them in that order.
 */
export async function appendAudit(
  storage: Storage,
  tx: Tx,
  input: AppendAuditInput,
): Promise<AuditEventTable[]> {
  if (input.entries.length === 0) return []
  const entries = input.entries.toSorted(byChain)
  try {
    const heads = new Map<string, AuditHead>()
    const chainIds = [...new Set(entries.map(({ draft }) => chainOf(draft)))]
    const [mark, locked] = await Promise.all([input.mark, lockHeads(tx, chainIds)])
    for (const head of locked) heads.set(head.chain_id, head)
    const turns = new Yielding()
    const events: NewEvent[] = []
    for (const entry of entries) {
      await turns.next()
      events.push(follow(heads, entry, { at: input.at, mark }))
    }
    await insertEvents(storage, tx, events)
    await moveHeads(tx, [...heads.values()])
    return events.map(({ event }) => event)
  } catch (error) {
    if (error instanceof TransientFailure || error instanceof EngineError || isOfOthers(error)) throw error
    throw new EngineError('audit_unavailable', 'Nothing was changed, because it could not be written down.', {
      cause: error,
      retryAfterSeconds: 1,
    })
  }
}

/** What an insert of the verb has failed with may show only when the next statement is answered; it names its table. */
function isOfOthers(error: unknown): boolean {
  const table = error instanceof UniqueViolation ? error.rule : tableOf(error)
  return typeof table === 'string' && !table.startsWith('audit_')
}

function tableOf(error: unknown): unknown {
  return error instanceof Error && 'table' in error ? error.table : undefined
}

/** Stable: events of one chain stay in the order in which they happened. */
function byChain(a: AuditEntry, b: AuditEntry): number {
  const [left, right] = [chainOf(a.draft), chainOf(b.draft)]
  return left < right ? -1 : Number(left > right)
}

function chainOf(draft: AuditDraft): string {
  return draft.organizationId ?? installationChain
}

/** The event that comes next in its chain, whose head it becomes. */
function follow(
  heads: Map<string, AuditHead>,
  { draft, origin, person = null }: AuditEntry,
  { at, mark }: { at: number; mark: FeedMark | null },
): NewEvent {
  const chainId = chainOf(draft)
  const head = heads.get(chainId)
  if (!head) throw new Error('a chain whose head is not locked')
  const details = JSON.stringify(person === null ? draft.details : { ...draft.details, actor: person })
  const salt = randomBytes(16)
  const sequence = head.sequence + 1
  const id = newId('aud', at)
  const body: AuditBody = {
    version: 1,
    chainId,
    sequence,
    id,
    at: toInstant(at),
    action: draft.action,
    organizationId: draft.organizationId,
    target: draft.target,
    ...origin,
    mark,
    detailsDigest: detailsDigest(salt, details),
  }
  const text = JSON.stringify(body)
  const hash = chainHash(head.hash, text)
  heads.set(chainId, { chain_id: chainId, sequence, hash })
  const { action, target } = draft
  return {
    event: { chain_id: chainId, sequence, id, action, target_id: target.id, body: text, hash },
    details: { event_id: id, salt, details },
  }
}
