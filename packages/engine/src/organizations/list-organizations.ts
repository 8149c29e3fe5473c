import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { decodeCursor } from '../storage/cursor.ts'
import { findBalancesOf } from './load-balances.ts'
import { type OrganizationFilter, selectOrganizationsWithin } from './organization-queries.ts'
import { type OrganizationView, toOrganizationView } from './organization-view.ts'

export type ListOrganizationsInput = PageInput & OrganizationFilter

/** The organizations within reach, newest first. */
export async function listOrganizations(
  ctx: ReadContext,
  input: ListOrganizationsInput = {},
): Promise<Page<OrganizationView>> {
  authorise(ctx.principal, 'organizations:read')
  const limit = input.limit ?? pageLimitDefault
  const before = input.cursor === undefined ? null : decodeCursor('organizations', input.cursor, input)
  const page = { filter: input, before, limit: limit + 1 }
  const rows = await selectOrganizationsWithin(ctx.storage.reader, page, ctx.reach)
  const balances = await findBalancesOf(ctx.storage.reader, rows)
  const now = ctx.clock.now()
  return toPage('organizations', rows, {
    limit,
    filter: input,
    view: row => toOrganizationView(row, { balance: balances.get(row.id), now }),
  })
}
