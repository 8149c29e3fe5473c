import { newId } from '../ids/new-id.ts'
import type { Tx } from '../storage/storage.ts'
import type { OrganizationRow } from './organization.ts'
import { findBuiltinOrganization, insertOrganization } from './organization-queries.ts'
import { toOrganizationColumns } from './to-organization-columns.ts'

/** The vendor's own organization, which management keys of its staff and services belong to. */
export async function ensureBuiltinOrganization(
  tx: Tx,
  now: number,
): Promise<{ row: OrganizationRow; created: boolean }> {
  const known = await findBuiltinOrganization(tx)
  if (known) return { row: known, created: false }
  const columns = toOrganizationColumns({ name: 'Keyturn operators' })
  const id = newId('org', now)
  const row = await insertOrganization(tx, {
    ...columns,
    id,
    builtin: 1,
    created_at: now,
    updated_at: now,
  })
  return { row, created: true }
}
