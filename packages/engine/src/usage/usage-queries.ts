import type { Kysely } from 'kysely'
import type { OutcomeTable, ReadTables, UsageTables } from '../storage/tables.ts'
import { afterBlocksOf } from '../storage/usage-sink.ts'

/** Ids of one month: `first` is included, `before` is not. */
export type IdRange = { first: string; before: string }

type Month = Kysely<UsageTables>

/** Where to look for blocks: those of one organization or key, or all. */
export type BlockScan = { ids: IdRange; owner: string | null; after: string | null; limit: number }

/**
 * Blocks that can hold events of a range, those that reach up furthest first. Reads the primary key of the postings, or
 * of the blocks, from where the page before ended.
 */
export function selectBlocks(month: Month, scan: BlockScan) {
  const { ids, owner, after, limit } = scan
  const end = after ?? afterBlocksOf(ids.before)
  if (owner === null) {
    return month
      .selectFrom('blocks')
      .selectAll()
      .where('last', '>=', ids.first)
      .where('last', '<', end)
      .where('first', '<', ids.before)
      .orderBy('last', 'desc')
      .limit(limit)
  }
  const lasts = month
    .selectFrom('postings')
    .select('postings.last')
    .where('owner', '=', owner)
    .where('postings.last', '>=', ids.first)
    .where('postings.last', '<', end)
    .where(({ eb, selectFrom }) => {
      const first = selectFrom('blocks as named').select('first').whereRef('named.last', '=', 'postings.last')
      return eb(first.where('named.last', '>=', ids.first).where('named.last', '<', end), '<', ids.before)
    })
    .orderBy('postings.last', 'desc')
    .limit(limit)
  return month
    .selectFrom('blocks')
    .selectAll()
    .where('last', 'in', lasts)
    .where('last', '>=', ids.first)
    .where('last', '<', end)
    .orderBy('last', 'desc')
}

/** What is known of verifications of one month; by primary key. */
export async function findOutcomes(
  month: Month,
  verificationIds: readonly string[],
): Promise<OutcomeTable[]> {
  if (verificationIds.length === 0) return []
  return month.selectFrom('outcomes').selectAll().where('verification_id', 'in', verificationIds).execute()
}

/** The names of keys, deleted ones included; by primary key. */
export async function findKeyNames(
  reader: Kysely<ReadTables>,
  keyIds: readonly string[],
): Promise<Map<string, string>> {
  if (keyIds.length === 0) return new Map()
  const rows = await reader.selectFrom('keys').select(['id', 'name']).where('id', 'in', keyIds).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}
