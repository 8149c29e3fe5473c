import type { Reach } from '../access/reach.ts'
import { notFound } from '../errors/engine-error.ts'
import type { CreditBalanceRow } from '../limits/credit-balance.ts'
import { findCreditBalances } from '../limits/credit-queries.ts'
import type { RowLock } from '../storage/row-lock.ts'
import type { Queryable } from '../storage/storage.ts'
import type { KeyRow, SecretRow } from './key.ts'
import { findKeyWithin, selectSecrets } from './key-queries.ts'
import { findMakersLeft } from './maker-queries.ts'

export type LoadedKey = {
  row: KeyRow
  secrets: SecretRow[]
  balance: CreditBalanceRow | undefined
  /** Whether a person made it who has left since. */
  makerLeft: boolean
}

/** A key with its secrets and balance, or 404: the same for one that is gone and one out of reach. */
export async function loadKeyWithin(
  query: Queryable,
  keyId: string,
  reach: Reach,
  lock: RowLock = 'none',
): Promise<LoadedKey> {
  const row = await findKeyWithin(query, keyId, reach, lock)
  if (!row) throw notFound()
  const secrets = await selectSecrets(query, [row.id])
  const [balance] = row.has_credits ? await findCreditBalances(query, [row.id]) : []
  const makersLeft = await findMakersLeft(query, [row])
  return { row, secrets, balance, makerLeft: makersLeft.has(row.id) }
}
