import type { Reach } from '../access/reach.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { OrganizationRow } from '../organizations/organization.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import type { RowLock } from '../storage/row-lock.ts'
import type { Queryable } from '../storage/storage.ts'

/**
 * The organization whose people a call is about, or 404. A credential that is confined to one API sees nobody's people:
 * an organization spans all APIs.
 */
export async function findPeopledOrganization(
  query: Queryable,
  organizationId: string,
  { reach, lock = 'none' }: { reach: Reach; lock?: RowLock },
): Promise<OrganizationRow> {
  assertSpansApis(reach)
  const organization = await findOrganizationWithin(query, organizationId, reach, lock)
  if (!organization) throw notFound()
  return organization
}

function assertSpansApis(reach: Reach): void {
  if (reach.apiId === null) return
  throw new EngineError(
    'insufficient_permission',
    'This key is confined to one API, and the people of an organization belong to all of them. Use one that is not.',
  )
}
