import type { Kysely } from 'kysely'
import type { Queryable, Tx } from '../storage/storage.ts'
import type { ReadTables } from '../storage/tables.ts'
import type { CreditBalanceRow } from './credit-balance.ts'

export async function insertCreditBalance(tx: Tx, row: CreditBalanceRow): Promise<void> {
  await tx.insertInto('credit_balances').values(row).execute()
}

/** Sets a balance as given, whatever was spent of the old one; adds it when the owner had none. */
export async function setCreditBalance(tx: Tx, row: CreditBalanceRow): Promise<void> {
  const { owner_id: _, ...values } = row
  await tx
    .insertInto('credit_balances')
    .values(row)
    .onConflict(conflict => conflict.column('owner_id').doUpdateSet(values))
    .execute()
}

export async function deleteCreditBalance(tx: Tx, ownerId: string): Promise<void> {
  await tx.deleteFrom('credit_balances').where('owner_id', '=', ownerId).execute()
}

/** Balances by owner, as stored: `settle` counts a refill in that is due. By primary key. */
export async function findCreditBalances(
  query: Queryable | Kysely<ReadTables>,
  ownerIds: readonly string[],
): Promise<CreditBalanceRow[]> {
  if (ownerIds.length === 0) return []
  const tables = query as Queryable
  return tables.selectFrom('credit_balances').selectAll().where('owner_id', 'in', ownerIds).execute()
}

/**
 * Takes `sum` where that much is there and no refill is due; null otherwise. The guard is in the statement, so that
 * no two writers can both spend the last credit.
 */
export async function takeCredits(
  tx: Tx,
  ownerId: string,
  { sum, nowMs }: { sum: number; nowMs: number },
): Promise<Pick<CreditBalanceRow, 'remaining' | 'refills_at'> | null> {
  const row = await tx
    .updateTable('credit_balances')
    .set(each => ({ remaining: each('remaining', '-', sum) }))
    .where('owner_id', '=', ownerId)
    .where('remaining', '>=', sum)
    .where(each => each.or([each('refills_at', 'is', null), each('refills_at', '>', nowMs)]))
    .returning(['remaining', 'refills_at'])
    .executeTakeFirst()
  return row ?? null
}

/** Reads a balance and locks it until the end of the transaction, in the words that both databases have. */
export async function lockCreditBalance(tx: Tx, ownerId: string): Promise<CreditBalanceRow | null> {
  const row = await tx
    .updateTable('credit_balances')
    .set(each => ({ remaining: each.ref('remaining') }))
    .where('owner_id', '=', ownerId)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Writes a balance that this transaction has locked. */
export async function storeCredits(
  tx: Tx,
  ownerId: string,
  balance: { remaining: number; refillsAt: number | null },
): Promise<void> {
  await tx
    .updateTable('credit_balances')
    .set({ remaining: balance.remaining, refills_at: balance.refillsAt })
    .where('owner_id', '=', ownerId)
    .execute()
}
