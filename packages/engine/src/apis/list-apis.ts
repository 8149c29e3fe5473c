import { authorise } from '../access/authorise.ts'
import { type Page, type PageInput, pageLimitDefault, type ReadContext } from '../access/read-context.ts'
import { toPage } from '../access/to-page.ts'
import { decodeCursor } from '../storage/cursor.ts'
import { selectApisWithin } from './api-queries.ts'
import { type ApiView, toApiView } from './api-view.ts'

/** The APIs within reach, newest first. */
export async function listApis(ctx: ReadContext, input: PageInput = {}): Promise<Page<ApiView>> {
  authorise(ctx.principal, 'apis:read')
  const limit = input.limit ?? pageLimitDefault
  const before = input.cursor === undefined ? null : decodeCursor('apis', input.cursor, input)
  const rows = await selectApisWithin(ctx.storage.reader, { before, limit: limit + 1 }, ctx.reach)
  return toPage('apis', rows, { limit, filter: input, view: toApiView })
}
