import type { Queryable } from '../storage/storage.ts'

export type Recipient = { userId: string; email: string }

/**
 * Who of an organization is told of its keys: whoever looks after them, has joined with an address of their own and has
 * not asked to be left alone. By the index on the organization.
 */
export async function selectKeyKeepers(query: Queryable, organizationId: string): Promise<Recipient[]> {
  return query
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .innerJoin('organizations', 'organizations.id', 'members.organization_id')
    .select(['users.id as userId', 'users.email'])
    .where('members.organization_id', '=', organizationId)
    .where('organizations.deleted_at', 'is', null)
    .where('users.disabled_at', 'is', null)
    .where('users.email_verified_at', 'is not', null)
    .where('users.key_notices', '=', 1)
    .where(eb =>
      eb.or([
        eb('members.permissions', 'like', '%"administer"%'),
        eb('members.permissions', 'like', '%"manage_keys"%'),
      ]),
    )
    .orderBy('members.id')
    .execute()
}

/** By primary key; nobody who is disabled. */
export async function findAccountHolder(query: Queryable, userId: string): Promise<Recipient | undefined> {
  return query
    .selectFrom('users')
    .select(['id as userId', 'email'])
    .where('id', '=', userId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

/** Whether somebody is signed in from the same place with the same program elsewhere; by the index on the user. */
export async function isKnownPlace(
  query: Queryable,
  place: { userId: string; sessionId: string; ip: string | null; userAgent: string | null },
): Promise<boolean> {
  const found = await query
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', place.userId)
    .where('id', '<', place.sessionId)
    .where('ip', '=', place.ip)
    .where('user_agent', '=', place.userAgent)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}
