import type { Insertable, Selectable } from 'kysely'
import type { ExternalIdentityTable } from '../storage/identity-tables.ts'
import type { Queryable, Tx } from '../storage/storage.ts'

export type ExternalIdentityRow = Selectable<ExternalIdentityTable>

/** By the unique index on provider and subject. */
export async function findExternalIdentity(
  query: Queryable,
  { identityProviderId, subject }: { identityProviderId: string; subject: string },
): Promise<ExternalIdentityRow | undefined> {
  return query
    .selectFrom('external_identities')
    .selectAll()
    .where('identity_provider_id', '=', identityProviderId)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

/** @throws UniqueViolation `external_identities_identity_provider_id_subject` where another sign-in was quicker. */
export async function insertExternalIdentity(tx: Tx, row: Insertable<ExternalIdentityTable>): Promise<void> {
  await tx.insertInto('external_identities').values(row).execute()
}

/** By primary key. */
export async function touchExternalIdentity(tx: Tx, id: string, now: number): Promise<void> {
  await tx.updateTable('external_identities').set({ last_used_at: now }).where('id', '=', id).execute()
}

/** By the index on the person, with the name of each provider. */
export async function selectExternalIdentitiesOf(
  query: Queryable,
  userId: string,
): Promise<(ExternalIdentityRow & { name: string })[]> {
  return query
    .selectFrom('external_identities')
    .innerJoin('identity_providers', 'identity_providers.id', 'external_identities.identity_provider_id')
    .selectAll('external_identities')
    .select('identity_providers.name')
    .where('user_id', '=', userId)
    .orderBy('external_identities.id', 'desc')
    .limit(200)
    .execute()
}

/** By primary key, and of that person only. */
export async function removeExternalIdentity(
  tx: Tx,
  { userId, identityId }: { userId: string; identityId: string },
): Promise<ExternalIdentityRow | undefined> {
  return tx
    .deleteFrom('external_identities')
    .where('id', '=', identityId)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst()
}

/** Ends what one person began at one provider. */
export async function removeSessionsBegunAt(
  tx: Tx,
  { userId, identityProviderId }: { userId: string; identityProviderId: string },
): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('identity_provider_id', '=', identityProviderId)
    .execute()
}
