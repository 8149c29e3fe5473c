import type { Updateable } from 'kysely'
import type { Reach } from '../access/reach.ts'
import type { CreditBalanceRow } from '../limits/credit-balance.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Storage, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { KeyTable } from '../storage/tables.ts'
import { isEnded, type KeyRow, type SecretRow } from './key.ts'

/** Keys with their first secrets and their balances. */
export async function insertIssued(
  storage: Storage,
  tx: Tx,
  issued: { keys: readonly KeyRow[]; secrets: readonly SecretRow[]; balances: readonly CreditBalanceRow[] },
): Promise<void> {
  await storage.insert(tx, 'keys', issued.keys)
  await storage.insert(tx, 'secrets', issued.secrets)
  await storage.insert(tx, 'credit_balances', issued.balances)
}

export async function insertSecret(tx: Tx, row: SecretRow): Promise<void> {
  await tx.insertInto('secrets').values(row).execute()
}

/** By primary key; undefined for a deleted one and for one out of reach. */
export async function findKeyWithin(
  query: Queryable,
  keyId: string,
  reach: Reach,
  lock: RowLock = 'none',
): Promise<KeyRow | undefined> {
  let keys = query.selectFrom('keys').selectAll().where('id', '=', keyId).where('deleted_at', 'is', null)
  if (reach.organizationId !== null) keys = keys.where('organization_id', '=', reach.organizationId)
  if (reach.apiId !== null) keys = keys.where('api_id', '=', reach.apiId)
  return withLock(keys, lock).executeTakeFirst()
}

/** All versions of some keys, by the index on the key. */
export async function selectSecrets(query: Queryable, keyIds: readonly string[]): Promise<SecretRow[]> {
  if (keyIds.length === 0) return []
  return query.selectFrom('secrets').selectAll().where('key_id', 'in', keyIds).execute()
}

/** Guarded by the version that the caller saw: two changes at once cannot overwrite each other. */
export async function changeKey(tx: Tx, row: KeyRow, set: Updateable<KeyTable>): Promise<KeyRow> {
  return tx
    .updateTable('keys')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow(lostRace)
}

/**
 * Ends every secret of a key at once, those with a dated end too: whether that has come is asked of another clock than
 * this node's. An earlier end stays visible beside.
 */
export async function revokeSecrets(tx: Tx, keyId: string, now: number): Promise<void> {
  await tx
    .updateTable('secrets')
    .set({ revoked_at: now })
    .where('key_id', '=', keyId)
    .where('revoked_at', 'is', null)
    .execute()
}

/**
 * Ends those secrets of a key that have a dated end, by the index on the key: of one whose date has come by this node's
 * clock, another node may think otherwise.
 */
export async function revokeRetiringSecrets(tx: Tx, keyId: string, now: number): Promise<void> {
  await tx
    .updateTable('secrets')
    .set({ revoked_at: now })
    .where('key_id', '=', keyId)
    .where('ends_at', 'is not', null)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Only the newest token of a key that works can be shown again: of the others nothing is kept but the digest. */
export async function eraseCiphertexts(tx: Tx, keyIds: readonly string[]): Promise<void> {
  if (keyIds.length === 0) return
  await tx
    .updateTable('secrets')
    .set({ ciphertext: null, data_key_id: null })
    .where('key_id', 'in', keyIds)
    .where('ciphertext', 'is not', null)
    .execute()
}

/** Dates the end of a secret that has none yet. */
export async function retireSecret(tx: Tx, secretId: string, endsAt: number): Promise<void> {
  await tx
    .updateTable('secrets')
    .set({ ends_at: endsAt })
    .where('id', '=', secretId)
    .where('ends_at', 'is', null)
    .returning('id')
    .executeTakeFirstOrThrow(lostRace)
}

/** When a key within reach was last accepted, in milliseconds UTC; by primary keys, on the reader. */
export async function findLastUsedWithin(
  storage: Storage,
  keyId: string,
  reach: Reach,
): Promise<number | null> {
  let found = storage.reader
    .selectFrom('usage.key_activity as a')
    .innerJoin('keys as k', 'k.id', 'a.key_id')
    .select('a.last_used_at')
    .where('a.key_id', '=', keyId)
  if (reach.organizationId !== null) found = found.where('k.organization_id', '=', reach.organizationId)
  if (reach.apiId !== null) found = found.where('k.api_id', '=', reach.apiId)
  const activity = await found.executeTakeFirst()
  return activity?.last_used_at ?? null
}

/** When keys within reach were last accepted, in milliseconds UTC; by primary keys, on the reader. */
export async function findLastUsedOfWithin(
  storage: Storage,
  keyIds: readonly string[],
  reach: Reach,
): Promise<Map<string, number>> {
  if (keyIds.length === 0) return new Map()
  let found = storage.reader
    .selectFrom('usage.key_activity as a')
    .innerJoin('keys as k', 'k.id', 'a.key_id')
    .select(['a.key_id', 'a.last_used_at'])
    .where('a.key_id', 'in', keyIds)
  if (reach.organizationId !== null) found = found.where('k.organization_id', '=', reach.organizationId)
  if (reach.apiId !== null) found = found.where('k.api_id', '=', reach.apiId)
  return new Map((await found.execute()).map(row => [row.key_id, row.last_used_at]))
}

/** Keys that are to change, locked in the order of their ids; deleted ones and those out of reach are left out. */
export async function lockKeysWithin(tx: Tx, keyIds: readonly string[], reach: Reach): Promise<KeyRow[]> {
  if (keyIds.length === 0) return []
  let keys = tx.selectFrom('keys').selectAll().where('id', 'in', keyIds).where('deleted_at', 'is', null)
  if (reach.organizationId !== null) keys = keys.where('organization_id', '=', reach.organizationId)
  if (reach.apiId !== null) keys = keys.where('api_id', '=', reach.apiId)
  return withLock(keys.orderBy('id'), 'change').execute()
}

/** Ends keys that this transaction has locked. */
export async function revokeKeys(
  tx: Tx,
  rows: readonly KeyRow[],
  { now, reason }: { now: number; reason: string | null },
): Promise<KeyRow[]> {
  if (rows.length === 0) return []
  const ids = rows.map(row => row.id)
  const revoked = await tx
    .updateTable('keys')
    .set(eb => ({
      revoked_at: now,
      revoked_reason: reason,
      sole_slot: null,
      updated_at: now,
      version: eb('version', '+', 1),
    }))
    .where('id', 'in', ids)
    .where('revoked_at', 'is', null)
    .returningAll()
    .execute()
  if (revoked.length !== rows.length) throw lostRace()
  return revoked
}

/** Which digests (as hex) and slots are taken; by their unique indexes. An expired key gives up its slot. */
export async function findTaken(
  query: Queryable,
  wanted: { digests: readonly Buffer[]; slots: readonly string[]; now: number },
): Promise<Set<string>> {
  const taken = new Set<string>()
  if (wanted.digests.length > 0) {
    const secrets = query.selectFrom('secrets').select('digest').where('digest', 'in', wanted.digests)
    for (const { digest } of await secrets.execute()) taken.add(digest.toString('hex'))
  }
  if (wanted.slots.length > 0) {
    const keys = query
      .selectFrom('keys')
      .select('sole_slot')
      .where('sole_slot', 'in', wanted.slots)
      .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', wanted.now)]))
    for (const { sole_slot } of await keys.execute()) if (sole_slot !== null) taken.add(sole_slot)
  }
  return taken
}

/** Whether a token is known, and whether it was ended by `now` (ms); by the unique index on digests. */
export async function findSecretByDigest(
  query: Queryable,
  digest: Buffer,
  now: number,
): Promise<{ keyId: string; revoked: boolean } | undefined> {
  const secret = await query
    .selectFrom('secrets as s')
    .innerJoin('keys as k', 'k.id', 's.key_id')
    .select(['s.key_id', 's.revoked_at', 's.ends_at', 'k.revoked_at as key_revoked_at'])
    .where('s.digest', '=', digest)
    .executeTakeFirst()
  if (!secret) return undefined
  const revoked = isEnded(secret, now) || secret.key_revoked_at !== null
  return { keyId: secret.key_id, revoked }
}

/** An expired key cannot come back, so it gives up the place that it held as the only one; by the unique slot. */
export async function freeExpiredSlot(tx: Tx, slot: string, now: number): Promise<void> {
  await tx
    .updateTable('keys')
    .set({ sole_slot: null })
    .where('sole_slot', '=', slot)
    .where('expires_at', '<=', now)
    .execute()
}
