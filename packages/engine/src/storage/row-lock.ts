import type { SelectQueryBuilder } from 'kysely'

/**
 * What a read inside a transaction holds until its end: `change` for rows that it will change, `share` for rows whose
 * present state what it writes depends on. SQLite leaves both out: its transactions hold the whole file.
 */
export type RowLock = 'none' | 'share' | 'change'

export function withLock<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  lock: RowLock,
): SelectQueryBuilder<DB, TB, O> {
  if (lock === 'none') return query
  return lock === 'share' ? query.forShare() : query.forNoKeyUpdate()
}
