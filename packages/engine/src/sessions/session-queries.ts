import { type Insertable, sql, type Updateable } from 'kysely'
import type { SessionTable } from '../storage/identity-tables.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import type { SessionRow, StandingRow } from './session.ts'

/**
 * The one read of a person's request: by the unique index on the digest, the rest by primary and unique keys. Where the
 * request names an organization, the row says that the session is switched to that one.
 */
export async function findStanding(
  query: Queryable,
  { digest, organizationId }: { digest: Buffer; organizationId: string | null },
): Promise<StandingRow | undefined> {
  const place =
    organizationId === null ? sql.ref<string>('sessions.organization_id') : sql.val(organizationId)
  const found = await query
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .leftJoin('operators', 'operators.user_id', 'sessions.user_id')
    .leftJoin('organizations', join =>
      join.on('organizations.id', '=', place).on('organizations.deleted_at', 'is', null),
    )
    .leftJoin('members', join =>
      join.onRef('members.user_id', '=', 'sessions.user_id').on('members.organization_id', '=', place),
    )
    .leftJoin('identity_providers as begun_at', join =>
      join.onRef('begun_at.id', '=', 'sessions.identity_provider_id').on('begun_at.enabled', '=', 1),
    )
    .leftJoin('identity_providers as asked_for', join =>
      join.on('asked_for.organization_id', '=', place).on('asked_for.enabled', '=', 1),
    )
    .selectAll('sessions')
    .select([
      'users.disabled_at',
      'operators.role',
      'organizations.id as present_organization_id',
      'organizations.suspended',
      'members.id as member_id',
      'members.permissions',
      'organizations.key_policy',
      'begun_at.organization_id as provider_organization_id',
      'asked_for.enforced',
    ])
    .where('sessions.digest', '=', digest)
    .executeTakeFirst()
  return found && organizationId !== null ? { ...found, organization_id: organizationId } : found
}

export async function insertSession(tx: Tx, row: Insertable<SessionTable>): Promise<SessionRow> {
  return tx.insertInto('sessions').values(row).returningAll().executeTakeFirstOrThrow()
}

/** By primary key, and of that person only. */
export async function findSessionOf(
  query: Queryable,
  { userId, sessionId }: { userId: string; sessionId: string },
  lock: RowLock = 'none',
): Promise<SessionRow | undefined> {
  const sessions = query
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
  return withLock(sessions, lock).executeTakeFirst()
}

/** The newest first, by the index on the user. */
export async function selectSessionsOf(query: Queryable, userId: string): Promise<SessionRow[]> {
  return query
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
}

/** By primary key. Undefined where it has ended meanwhile: nothing brings it back. */
export async function changeSession(
  tx: Tx,
  sessionId: string,
  set: Updateable<SessionTable>,
): Promise<SessionRow | undefined> {
  return tx.updateTable('sessions').set(set).where('id', '=', sessionId).returningAll().executeTakeFirst()
}

/** Which sessions of a person are to end. */
export type SessionChoice = {
  userId: string
  /** Only this one. */
  sessionId?: string | undefined
  /** All but this one. */
  exceptId?: string | null | undefined
  /** Only those that are switched to this organization. */
  organizationId?: string | undefined
}

/** By the index on the user. Answers those that ended. */
export async function removeSessions(tx: Tx, choice: SessionChoice): Promise<SessionRow[]> {
  const { userId, sessionId, exceptId, organizationId } = choice
  let sessions = tx.deleteFrom('sessions').where('user_id', '=', userId)
  if (sessionId !== undefined) sessions = sessions.where('id', '=', sessionId)
  if (exceptId) sessions = sessions.where('id', '!=', exceptId)
  if (organizationId !== undefined) sessions = sessions.where('organization_id', '=', organizationId)
  return sessions.returningAll().execute()
}

/** By the index on the user: what they began in one way ends, wherever. */
export async function removeSessionsBegunWith(
  tx: Tx,
  { userId, method }: { userId: string; method: SessionRow['method'] },
): Promise<void> {
  await tx.deleteFrom('sessions').where('user_id', '=', userId).where('method', '=', method).execute()
}

/** By the unique index on the digest: whatever cookie was there before a sign-in ends with it. */
export async function removeSessionByDigest(tx: Tx, digest: Buffer): Promise<void> {
  await tx.deleteFrom('sessions').where('digest', '=', digest).execute()
}

/**
 * Ends those that were used least recently until `keep` are left; by the index on the user. Of each identity provider
 * apart, and those of none apart: what a provider begins ends nothing that it did not begin.
 */
export async function removeLeastUsed(
  tx: Tx,
  { userId, identityProviderId, keep }: { userId: string; identityProviderId: string | null; keep: number },
): Promise<void> {
  const isBegunThere = identityProviderId === null ? 'is' : '='
  const used = tx
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', userId)
    .where('identity_provider_id', isBegunThere, identityProviderId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(keep)
  await tx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('identity_provider_id', isBegunThere, identityProviderId)
    .where('id', 'not in', used)
    .execute()
}

/** By primary key. Of requests that come at once one writes it; an earlier moment never replaces a later one. */
export async function touchSession(
  tx: Tx,
  seen: { sessionId: string; now: number; before: number; ip: string | null; userAgent: string | null },
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ last_seen_at: seen.now, ip: seen.ip, user_agent: seen.userAgent })
    .where('id', '=', seen.sessionId)
    .where('last_seen_at', '<=', seen.before)
    .execute()
}

/** By the index on the end; one that was not used for long is over before that, and removed with the rest then. */
export async function pruneSessions(tx: Tx, { now, limit }: { now: number; limit: number }): Promise<number> {
  const over = tx.selectFrom('sessions').select('id').where('expires_at', '<=', now).limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('sessions').where('id', 'in', over).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
