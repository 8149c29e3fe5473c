import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { type NoticeRow, subjectOf, triedForMs } from '../outbox/notice.ts'
import { claimNotice, removeNotice, selectDue, settleNotice } from '../outbox/notice-queries.ts'
import type { Storage } from '../storage/storage.ts'
import { composeNotice } from './compose-notice.ts'
import type { DeliverNotice, Handover } from './notice.ts'

export type DeliveryParts = {
  storage: Storage
  clock: Clock
  log: EngineLog
  deliver: DeliverNotice
  nodeId: string
}

/** What became of the next notice that is due; `none` when there is none. */
export type Delivery = 'none' | 'accepted' | 'dropped' | 'refused' | 'delayed' | 'server_away'

/** How long others leave a notice alone that a node is sending: longer than handing it over can take. */
const claimedMs = 3 * 60_000
const candidates = 10
/** Until the next try, in milliseconds: doubled each time, from the first to the last. */
const pauseMs = { first: 15_000, last: 15 * 60_000 }

/**
 * Claims one notice that is due, hands it over and writes down what became of it. A node that dies in between leaves a
 * claim that runs out: the notice is sent again, perhaps a second time.
 */
export async function deliverNotice(parts: DeliveryParts): Promise<Delivery> {
  const row = await claimNext(parts)
  if (!row) return 'none'
  const notice = await composeNotice(parts, row).catch((error: unknown) => {
    parts.log.error({ err: error, noticeId: row.id, kind: row.kind }, 'mail could not be written')
    return 'unwritten' as const
  })
  if (notice === 'unwritten') {
    await settle(parts, row, { outcome: 'delayed', reason: 'could not be written', isServerAway: false })
    return 'delayed'
  }
  if (!notice) {
    await parts.storage.transaction(tx => removeNotice(tx, row))
    return 'dropped'
  }
  const handover = await parts.deliver({ id: row.id, to: row.recipient, notice })
  await settle(parts, row, handover)
  if (handover.outcome !== 'delayed') return handover.outcome
  return handover.isServerAway ? 'server_away' : 'delayed'
}

async function claimNext({ storage, clock, nodeId: by }: DeliveryParts): Promise<NoticeRow | undefined> {
  const now = clock.now()
  const due = await selectDue(storage.lookups, { now, limit: candidates })
  for (const id of due) {
    const row = await storage.transaction(tx => claimNotice(tx, { id, by, now, until: now + claimedMs }))
    if (row) return row
  }
  return undefined
}

async function settle(
  { storage, clock, log }: DeliveryParts,
  row: NoticeRow,
  handover: Handover,
): Promise<void> {
  const now = clock.now()
  if (handover.outcome === 'accepted') {
    // What it told stands in the audit log; that it was sent is all that is to be known here.
    const sent = { status: 'sent' as const, sent_at: now, last_error: null, details: '{}' }
    await storage.transaction(tx => settleNotice(tx, row, sent))
    return
  }
  const { reason: last_error } = handover
  const isLast = handover.outcome === 'refused' || now >= row.created_at + triedFor(row)
  const set = isLast
    ? { status: 'dead' as const, last_error }
    : { status: 'pending' as const, last_error, due_at: now + pauseAfter(row.attempts) }
  await storage.transaction(tx => settleNotice(tx, row, set))
  const { id: noticeId, kind, attempts, organization_id: organizationId } = row
  const told = { noticeId, kind, attempts, organizationId, reason: last_error }
  if (isLast) log.error(told, 'mail was given up')
  else log.warn(told, 'mail could not be handed over; it is tried again')
}

function triedFor(row: NoticeRow): number {
  const subject = subjectOf(row)
  return subject ? triedForMs[subject.kind] : 0
}

/** In milliseconds, after so many tries. */
export function pauseAfter(attempts: number): number {
  return Math.min(pauseMs.last, pauseMs.first * 2 ** Math.min(20, attempts - 1))
}
