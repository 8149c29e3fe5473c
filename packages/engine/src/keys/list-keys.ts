import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { findCreditBalances } from '../limits/credit-queries.ts'
import { decodeCursor } from '../storage/cursor.ts'
import type { KeyView } from './key.ts'
import { selectSecrets } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { type KeyFilter, selectKeysWithin } from './list-queries.ts'

export type ListKeysInput = PageInput & KeyFilter

/** The keys within reach that match, newest first; stable while keys are added and removed. */
export async function listKeys(ctx: ReadContext, input: ListKeysInput = {}): Promise<Page<KeyView>> {
  authorise(ctx.principal, 'keys:read')
  const limit = input.limit ?? pageLimitDefault
  const before = input.cursor === undefined ? null : decodeCursor('keys', input.cursor, input)
  const now = ctx.clock.now()
  const rows = await selectKeysWithin(
    ctx.storage,
    { filter: input, before, limit: limit + 1, now },
    ctx.reach,
  )
  const ids = rows.map(row => row.id)
  const withCredits = rows.filter(row => row.has_credits === 1).map(row => row.id)
  const secrets = Map.groupBy(await selectSecrets(ctx.storage.reader, ids), secret => secret.key_id)
  const balances = new Map(
    (await findCreditBalances(ctx.storage.reader, withCredits)).map(balance => [balance.owner_id, balance]),
  )
  return toPage('keys', rows, {
    limit,
    filter: input,
    view: ({ last_used_at: lastUsedAt, ...row }) =>
      toKeyView({ row, secrets: secrets.get(row.id) ?? [], balance: balances.get(row.id), lastUsedAt }, now),
  })
}
