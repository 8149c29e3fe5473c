import type { Queryable } from '../storage/storage.ts'

/** Whether a key is there and neither revoked, expired nor switched off; by primary key. */
export async function isKeyInUse(
  query: Queryable,
  { keyId, now }: { keyId: string; now: number },
): Promise<boolean> {
  const found = await query
    .selectFrom('keys')
    .select('id')
    .where('id', '=', keyId)
    .where('deleted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('enabled', '=', 1)
    .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst()
  return found !== undefined
}

/** Whether somebody is an operator who may sign in; by the primary keys of both. */
export async function isOperatorInUse(query: Queryable, userId: string): Promise<boolean> {
  const found = await query
    .selectFrom('operators')
    .innerJoin('users', 'users.id', 'operators.user_id')
    .select('users.id')
    .where('operators.user_id', '=', userId)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst()
  return found !== undefined
}

/** What a member may do, as it is stored; by the unique index on user and organization. */
export async function findPermissionsOf(
  query: Queryable,
  { userId, organizationId }: { userId: string; organizationId: string },
): Promise<string | undefined> {
  const found = await query
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select('members.permissions')
    .where('members.user_id', '=', userId)
    .where('members.organization_id', '=', organizationId)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst()
  return found?.permissions
}
