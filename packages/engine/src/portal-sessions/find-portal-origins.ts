import { everything } from '../access/reach.ts'
import type { ReadContext } from '../access/read-context.ts'
import { findApiWithin } from '../apis/api-queries.ts'
import { toApiView } from '../apis/api-view.ts'

/** Origins whose pages may frame the portal of an API; none where there is no such API. Nobody is asked who they are. */
export async function findPortalOrigins(
  { storage }: Pick<ReadContext, 'storage'>,
  apiId: string,
): Promise<readonly string[]> {
  const api = await findApiWithin(storage.lookups, apiId, everything)
  return api ? toApiView(api).portalOrigins : []
}
