import { createHash } from 'node:crypto'
import type { TestServer } from './open-test-server.ts'

/** What a person has that a call can name. */
export type PersonIds = { userId: string; sessionId: string; passkeyId: string; identityId: string }

type Place = { organizationId: string; memberId: string; email: string }

/** The member of an organization has joined, is signed in, and has a passkey and an identity at its provider. */
export async function makeTenantPerson(
  server: TestServer,
  { organizationId, memberId, email }: Place,
): Promise<PersonIds> {
  const suffix = memberId.slice('mem_'.length)
  const ids = {
    userId: `usr_${suffix}`,
    sessionId: `ses_${suffix}`,
    passkeyId: `pky_${suffix}`,
    identityId: `ext_${suffix}`,
  }
  const digest = createHash('sha256').update(memberId).digest()
  const now = Date.now()
  const stamps = { created_at: now, updated_at: now }
  await server.test.context().storage.transaction(async tx => {
    await tx
      .insertInto('users')
      .values({ id: ids.userId, email, ...stamps })
      .execute()
    await tx.updateTable('members').set({ user_id: ids.userId }).where('id', '=', memberId).execute()
    await tx
      .insertInto('sessions')
      .values({
        id: ids.sessionId,
        user_id: ids.userId,
        digest,
        method: 'password',
        authenticated_at: now,
        last_seen_at: now,
        expires_at: now + 60 * 60_000,
        created_at: now,
      })
      .execute()
    await tx
      .insertInto('passkeys')
      .values({
        id: ids.passkeyId,
        user_id: ids.userId,
        credential_id: digest,
        public_key: digest,
        counter: 0,
        transports: '[]',
        backup_eligible: 0,
        backed_up: 0,
        name: email,
        created_at: now,
      })
      .execute()
    const { id } = await tx
      .selectFrom('identity_providers')
      .select('id')
      .where('organization_id', '=', organizationId)
      .executeTakeFirstOrThrow()
    const identity = { id: ids.identityId, user_id: ids.userId, subject: suffix, created_at: now }
    await tx
      .insertInto('external_identities')
      .values({ ...identity, identity_provider_id: id, organization_id: organizationId })
      .execute()
  })
  return ids
}

/** Everything of a person that a call could have changed. */
export async function personState({ test }: TestServer, { userId }: PersonIds): Promise<unknown> {
  const { lookups } = test.context().storage
  return Promise.all([
    lookups.selectFrom('users').selectAll().where('id', '=', userId).execute(),
    lookups.selectFrom('operators').selectAll().where('user_id', '=', userId).execute(),
    lookups.selectFrom('passwords').selectAll().where('user_id', '=', userId).execute(),
    lookups.selectFrom('sessions').selectAll().where('user_id', '=', userId).execute(),
    lookups.selectFrom('passkeys').selectAll().where('user_id', '=', userId).execute(),
    lookups.selectFrom('totp_credentials').selectAll().where('user_id', '=', userId).execute(),
    lookups.selectFrom('recovery_codes').selectAll().where('user_id', '=', userId).execute(),
    lookups.selectFrom('external_identities').selectAll().where('user_id', '=', userId).execute(),
    lookups.selectFrom('one_time_tokens').selectAll().where('user_id', '=', userId).execute(),
  ])
}

/** An account that is gone, with all that went with it. */
export async function deletePerson({ test }: TestServer, { userId }: PersonIds): Promise<void> {
  await test.context().storage.transaction(async tx => {
    for (const table of ['sessions', 'passkeys', 'external_identities'] as const)
      await tx.deleteFrom(table).where('user_id', '=', userId).execute()
    await tx.deleteFrom('users').where('id', '=', userId).execute()
  })
}
