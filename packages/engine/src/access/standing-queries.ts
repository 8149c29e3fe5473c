/**
 * Whether somebody is still who they were when their request was let in. Each row is locked until the transaction
 * ends: whoever takes it away waits for what was begun, or was first and is noticed here.
 */
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Tx } from '../storage/storage.ts'
import type { PortalPrincipal, UserMembership, UserPrincipal, UserSession } from './principal.ts'

/** By the primary keys of both. The person is locked before the session, as by whoever ends all their sessions. */
export async function isSignedInStill(
  tx: Tx,
  { userId, session }: { userId: string; session: UserSession },
  lock: RowLock,
): Promise<boolean> {
  const signedIn = tx
    .selectFrom('users')
    .innerJoin('sessions', 'sessions.user_id', 'users.id')
    .select('sessions.id')
    .where('users.id', '=', userId)
    .where('users.disabled_at', 'is', null)
    .where('sessions.id', '=', session.id)
  return (await withLock(signedIn, lock).executeTakeFirst()) !== undefined
}

/** By primary key. */
export async function isMemberStill(
  tx: Tx,
  { userId, member }: { userId: string; member: UserMembership },
  lock: RowLock,
): Promise<boolean> {
  const members = tx
    .selectFrom('members')
    .select('id')
    .where('id', '=', member.id)
    .where('user_id', '=', userId)
    .where('permissions', '=', member.storedPermissions)
  return (await withLock(members, lock).executeTakeFirst()) !== undefined
}

/** By primary key. */
export async function isOperatorStill(
  tx: Tx,
  { userId, operator }: Pick<UserPrincipal, 'userId' | 'operator'>,
  lock: RowLock,
): Promise<boolean> {
  const operators = tx.selectFrom('operators').select('user_id').where('user_id', '=', userId)
  const held = operator === null ? operators : operators.where('role', '=', operator)
  return (await withLock(held, lock).executeTakeFirst()) !== undefined
}

/** By the primary keys of all four: whoever suspends, deletes or revokes one of them waits, or was first. */
export async function isInPortalStill(
  tx: Tx,
  { portalSessionId, makerScopes }: PortalPrincipal,
): Promise<boolean> {
  const sessions = tx
    .selectFrom('portal_sessions')
    .innerJoin('organizations', 'organizations.id', 'portal_sessions.organization_id')
    .innerJoin('apis', 'apis.id', 'portal_sessions.api_id')
    .innerJoin('keys', 'keys.id', 'portal_sessions.maker_key_id')
    .select('portal_sessions.id')
    .where('portal_sessions.id', '=', portalSessionId)
    .where('portal_sessions.digest', 'is not', null)
    .where('organizations.deleted_at', 'is', null)
    .where('organizations.suspended', '=', 0)
    .where('apis.deleted_at', 'is', null)
    .where('keys.deleted_at', 'is', null)
    .where('keys.revoked_at', 'is', null)
    .where('keys.enabled', '=', 1)
    .where('keys.scopes', '=', makerScopes)
  return (await withLock(sessions, 'share').executeTakeFirst()) !== undefined
}
