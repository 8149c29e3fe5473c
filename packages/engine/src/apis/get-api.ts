import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { notFound } from '../errors/engine-error.ts'
import { findApiWithin } from './api-queries.ts'
import { type ApiView, toApiView } from './api-view.ts'

export async function getApi(ctx: ReadContext, input: { apiId: string }): Promise<ApiView> {
  authorise(ctx.principal, 'apis:read')
  const row = await findApiWithin(ctx.storage.lookups, input.apiId, ctx.reach)
  if (!row) throw notFound()
  return toApiView(row)
}
