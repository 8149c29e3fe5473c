import type { Queryable, Tx } from '../storage/storage.ts'

/** What is encrypted under data keys that one KEK wraps. */
export type SealedCounts = { organizations: number; tokens: number; clientSecrets: number; apps: number }

/** Reads all of it: asked for when a KEK is lost, and not otherwise. */
export async function countSealedUnder(query: Queryable, kekId: string): Promise<SealedCounts> {
  const under = query.selectFrom('data_keys').select('id').where('kek_id', '=', kekId)
  const { count } = query.fn
  const counts = await query
    .selectNoFrom(eb => [
      eb
        .selectFrom('data_keys')
        .select(count<number>('id').as('n'))
        .where('kek_id', '=', kekId)
        .as('organizations'),
      eb
        .selectFrom('secrets')
        .select(count<number>('id').as('n'))
        .where('data_key_id', 'in', under)
        .as('tokens'),
      eb
        .selectFrom('identity_providers')
        .select(count<number>('id').as('n'))
        .where('data_key_id', 'in', under)
        .as('clientSecrets'),
      eb
        .selectFrom('totp_credentials')
        .select(count<number>('user_id').as('n'))
        .where('data_key_id', 'in', under)
        .as('apps'),
    ])
    .executeTakeFirstOrThrow()
  return {
    organizations: Number(counts.organizations),
    tokens: Number(counts.tokens),
    clientSecrets: Number(counts.clientSecrets),
    apps: Number(counts.apps),
  }
}

/**
 * Erases what can be given again: tokens and secrets of clients. What authenticator apps are compared with stays, as
 * without it their holders would sign in with the password alone. By the index of keys on the organization, and the
 * unique one of providers.
 */
export async function eraseSealedOf(tx: Tx, organizationIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('secrets')
    .set({ ciphertext: null, data_key_id: null })
    .where('key_id', 'in', keys =>
      keys.selectFrom('keys').select('id').where('organization_id', 'in', organizationIds),
    )
    .where('ciphertext', 'is not', null)
    .execute()
  await tx
    .updateTable('identity_providers')
    .set({ ciphertext: null, data_key_id: null })
    .where('organization_id', 'in', organizationIds)
    .execute()
}
