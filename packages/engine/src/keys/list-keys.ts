import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { findCreditBalances } from '../limits/credit-queries.ts'
import { decodeCursor } from '../storage/cursor.ts'
import type { KeyView } from './key.ts'
import { selectSecrets } from './key-queries.ts'
import { type KeySort, keySorting, readPosition, type SortOrder, writePosition } from './key-sort.ts'
import { toKeyView } from './key-view.ts'
import { type KeyFilter, selectKeysWithin } from './list-queries.ts'
import { findMakersLeft } from './maker-queries.ts'

export type ListKeysInput = PageInput &
  KeyFilter & {
    /** Default `created`. */
    sort?: KeySort | undefined
    /** Default: the newest and the last used first, names from A on, what works before what has ended. */
    order?: SortOrder | undefined
  }

/** The keys within reach that match, newest first unless sorted; stable while keys are added and removed. */
export async function listKeys(ctx: ReadContext, input: ListKeysInput = {}): Promise<Page<KeyView>> {
  authorise(ctx.principal, 'keys:read')
  const limit = input.limit ?? pageLimitDefault
  const sorting = keySorting(input)
  const after =
    input.cursor === undefined ? null : readPosition(decodeCursor('keys', input.cursor, input), sorting.sort)
  const now = ctx.clock.now()
  const rows = await selectKeysWithin(
    ctx.storage,
    { filter: input, sorting, after, limit: limit + 1, now },
    ctx.reach,
  )
  const ids = rows.map(row => row.id)
  const withCredits = rows.filter(row => row.has_credits === 1).map(row => row.id)
  const secrets = Map.groupBy(await selectSecrets(ctx.storage.reader, ids), secret => secret.key_id)
  const balances = new Map(
    (await findCreditBalances(ctx.storage.reader, withCredits)).map(balance => [balance.owner_id, balance]),
  )
  const makersLeft = await findMakersLeft(ctx.storage.reader, rows)
  return toPage('keys', rows, {
    limit,
    filter: input,
    position: ({ id, sorted_by: value }) => writePosition({ id, value }),
    view: ({ last_used_at: lastUsedAt, ...row }) => {
      const parts = { secrets: secrets.get(row.id) ?? [], balance: balances.get(row.id) }
      return toKeyView({ row, ...parts, lastUsedAt, makerLeft: makersLeft.has(row.id) }, now)
    },
  })
}
