import type { Kysely } from 'kysely'
import type { CreditBalanceRow } from '../limits/credit-balance.ts'
import { findCreditBalances } from '../limits/credit-queries.ts'
import type { Queryable } from '../storage/storage.ts'
import type { ReadTables } from '../storage/tables.ts'
import type { OrganizationRow } from './organization.ts'

/** The credits that the keys of some organizations share, by organization; most have none and cost no query. */
export async function findBalancesOf(
  query: Queryable | Kysely<ReadTables>,
  rows: readonly OrganizationRow[],
): Promise<Map<string, CreditBalanceRow>> {
  const ids = rows.filter(row => row.has_credits === 1).map(row => row.id)
  const balances = await findCreditBalances(query, ids)
  return new Map(balances.map(balance => [balance.owner_id, balance]))
}

export async function findBalanceOf(
  query: Queryable,
  row: OrganizationRow,
): Promise<CreditBalanceRow | undefined> {
  return (await findBalancesOf(query, [row])).get(row.id)
}
