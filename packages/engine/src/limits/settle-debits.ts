import type { Tx } from '../storage/storage.ts'
import { lockCreditBalance, storeCredits, takeCredits } from './credit-queries.ts'
import { settle } from './refill.ts'

/** All of `ownerIds` pay `cost`, or none does. */
export type Debit = { ownerIds: readonly string[]; cost: number }

/** `remaining` is the least that any owner has: after the debit, or without it when it was refused. */
export type DebitResult = { ok: true; remaining: number } | { ok: false; remaining: number }

export type SettledDebits = {
  /** In the order of the debits. */
  results: DebitResult[]
  /** What each owner has left; nothing of one without a balance. */
  balances: ReadonlyMap<string, number>
}

type Balance = {
  /** What the owner had, and has as debits are decided. */
  remaining: number
  refillsAt: number | null
  /** What the row says by now. */
  stored: { remaining: number; refillsAt: number | null }
}

/**
 * Settles debits in the order in which they were asked, within one transaction. Rows are touched in id order, so that
 * two nodes wait for each other and never deadlock. Where every owner can pay for the whole batch, one guarded update
 * each is all there is to it; otherwise balances are locked, and corrected to what the debits come to one by one.
 */
export async function settleDebits(tx: Tx, debits: readonly Debit[], nowMs: number): Promise<SettledDebits> {
  const sums = sumByOwner(debits)
  const balances = new Map<string, Balance>()
  for (const ownerId of [...sums.keys()].sort()) {
    const balance = await open(tx, ownerId, { sum: sums.get(ownerId) ?? 0, nowMs })
    if (balance) balances.set(ownerId, balance)
  }
  const results = debits.map(debit => decide(debit, balances))
  for (const [ownerId, { remaining, refillsAt, stored }] of balances) {
    if (remaining === stored.remaining && refillsAt === stored.refillsAt) continue
    await storeCredits(tx, ownerId, { remaining, refillsAt })
  }
  return { results, balances: new Map([...balances].map(([ownerId, { remaining }]) => [ownerId, remaining])) }
}

function sumByOwner(debits: readonly Debit[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { ownerIds, cost } of debits) {
    for (const ownerId of new Set(ownerIds)) sums.set(ownerId, (sums.get(ownerId) ?? 0) + cost)
  }
  return sums
}

/** Locks an owner's balance, paid already where it covers the whole batch; null when there is none. */
async function open(tx: Tx, ownerId: string, batch: { sum: number; nowMs: number }): Promise<Balance | null> {
  const paid = await takeCredits(tx, ownerId, batch)
  if (paid) {
    const { remaining, refills_at: refillsAt } = paid
    return { remaining: remaining + batch.sum, refillsAt, stored: { remaining, refillsAt } }
  }
  const row = await lockCreditBalance(tx, ownerId)
  if (row === null) return null
  return { ...settle(row, batch.nowMs), stored: { remaining: row.remaining, refillsAt: row.refills_at } }
}

function decide(debit: Debit, balances: Map<string, Balance>): DebitResult {
  const owners = [...new Set(debit.ownerIds)].map(ownerId => balances.get(ownerId) ?? null)
  // An owner without a balance has nothing to pay with.
  const least = Math.min(...owners.map(owner => owner?.remaining ?? 0))
  if (owners.includes(null) || least < debit.cost) return { ok: false, remaining: least }
  for (const owner of owners) if (owner) owner.remaining -= debit.cost
  return { ok: true, remaining: least - debit.cost }
}
