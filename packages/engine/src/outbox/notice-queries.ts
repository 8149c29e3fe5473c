import { newId } from '../ids/new-id.ts'
import type { Queryable, Storage, Tx } from '../storage/storage.ts'
import type { NoticeDraft, NoticeRow } from './notice.ts'

/** In the transaction of what they tell of. `now` in milliseconds UTC; they are due at once. */
export async function insertNotices(
  storage: Storage,
  tx: Tx,
  { drafts, now }: { drafts: readonly NoticeDraft[]; now: number },
): Promise<void> {
  const rows = drafts.map(({ kind, recipient, userId, organizationId, details }) => ({
    id: newId('ntc', now),
    kind,
    recipient,
    user_id: userId ?? null,
    organization_id: organizationId ?? null,
    details: JSON.stringify(details),
    due_at: now,
    created_at: now,
  }))
  if (rows.length > 0) await storage.insert(tx, 'notices', rows)
}

/** When people of an organization were last told of its keys, sent or not; by the index on the organization. */
export async function findLastToldAt(tx: Tx, organizationId: string): Promise<number | null> {
  const last = await tx
    .selectFrom('notices')
    .select('created_at')
    .where('organization_id', '=', organizationId)
    .where('kind', '=', 'keys')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.created_at ?? null
}

/** Those that wait to be sent and nobody is sending, the longest due first; by the index on what is due. */
export async function selectDue(
  query: Queryable,
  { now, limit }: { now: number; limit: number },
): Promise<string[]> {
  const rows = await query
    .selectFrom('notices')
    .select('id')
    .where('status', '=', 'pending')
    .where('due_at', '<=', now)
    .where(eb => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** One of those who want to send it gets it, until `until`: the row says whether it is still to be had. */
export async function claimNotice(
  tx: Tx,
  { id, by, now, until }: { id: string; by: string; now: number; until: number },
): Promise<NoticeRow | undefined> {
  return tx
    .updateTable('notices')
    .set(eb => ({ claimed_by: by, claimed_until: until, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('due_at', '<=', now)
    .where(eb => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst()
}

type Claimed = Pick<NoticeRow, 'id' | 'claimed_by' | 'attempts'>

/** What became of a claimed one; nothing is written where the claim ran out and somebody else has it. */
export async function settleNotice(
  tx: Tx,
  { id, claimed_by, attempts }: Claimed,
  set: {
    status: NoticeRow['status']
    due_at?: number
    last_error?: string | null
    sent_at?: number
    details?: string
  },
): Promise<void> {
  await tx
    .updateTable('notices')
    .set({ ...set, claimed_by: null, claimed_until: null })
    .where('id', '=', id)
    .where('claimed_by', '=', claimed_by)
    .where('attempts', '=', attempts)
    .execute()
}

/** Of a claimed one that there is nobody to send to, or nothing to say any more. */
export async function removeNotice(tx: Tx, { id, claimed_by, attempts }: Claimed): Promise<void> {
  await tx
    .deleteFrom('notices')
    .where('id', '=', id)
    .where('claimed_by', '=', claimed_by)
    .where('attempts', '=', attempts)
    .execute()
}

/** How many wait and how many were given up; the first by its index, the second among those of a month. */
export async function countNotices(query: Queryable): Promise<{ waiting: number; dead: number }> {
  const rows = await query
    .selectFrom('notices')
    .select(eb => ['status', eb.fn.countAll<number>().as('count')])
    .where('status', 'in', ['pending', 'dead'])
    .groupBy('status')
    .execute()
  const count = (status: string) => Number(rows.find(row => row.status === status)?.count ?? 0)
  return { waiting: count('pending'), dead: count('dead') }
}

/** Removes a slice of those that were sent, or given up, before; by the index on when they were made. */
export async function pruneNotices(
  tx: Tx,
  before: { sent: number; dead: number; limit: number },
): Promise<number> {
  const over = tx
    .selectFrom('notices')
    .select('id')
    .where(eb =>
      eb.or([
        eb.and([eb('status', '=', 'sent'), eb('created_at', '<=', before.sent)]),
        eb.and([eb('status', '=', 'dead'), eb('created_at', '<=', before.dead)]),
      ]),
    )
    .limit(before.limit)
  const { numDeletedRows } = await tx.deleteFrom('notices').where('id', 'in', over).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
