import type { Insertable, Updateable } from 'kysely'
import type { IdentityProviderTable } from '../storage/identity-tables.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { IdentityProviderRow } from './identity-provider.ts'

/** By the unique index on the organization, which the caller has found within its reach. */
export async function findIdentityProviderOf(
  query: Queryable,
  organizationId: string,
  lock: RowLock = 'none',
): Promise<IdentityProviderRow | undefined> {
  const providers = query
    .selectFrom('identity_providers')
    .selectAll()
    .where('organization_id', '=', organizationId)
  return withLock(providers, lock).executeTakeFirst()
}

export async function insertIdentityProvider(
  tx: Tx,
  row: Insertable<IdentityProviderTable>,
): Promise<IdentityProviderRow> {
  return tx.insertInto('identity_providers').values(row).returningAll().executeTakeFirstOrThrow()
}

/** Guarded by the version that the caller saw. */
export async function changeIdentityProvider(
  tx: Tx,
  row: IdentityProviderRow,
  set: Updateable<IdentityProviderTable>,
): Promise<IdentityProviderRow> {
  return tx
    .updateTable('identity_providers')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow(lostRace)
}

/** Whom it vouched for goes with it. */
export async function removeIdentityProvider(tx: Tx, row: IdentityProviderRow): Promise<void> {
  await tx
    .deleteFrom('identity_providers')
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returning('id')
    .executeTakeFirstOrThrow(lostRace)
}

/** Ends what began at a provider that vouches no more. */
export async function endSessionsOfProvider(tx: Tx, identityProviderId: string): Promise<void> {
  await tx.deleteFrom('sessions').where('identity_provider_id', '=', identityProviderId).execute()
}
