import type { Queryable } from '../storage/storage.ts'

/** A place where somebody is a member. */
export type MembershipRow = {
  member_id: string
  organization_id: string
  organization_name: string
  suspended: 0 | 1
  /** The one that is switched on. */
  identity_provider_id: string | null
  /** As the organization knows them. */
  email: string
  name: string | null
  /** JSON: permission words. */
  permissions: string
  created_at: number
  updated_at: number
}

/** Organizations that somebody is a member of, the oldest membership first; by the index on the user, and unique ones. */
export async function selectMemberships(query: Queryable, userId: string): Promise<MembershipRow[]> {
  return query
    .selectFrom('members')
    .innerJoin('organizations', 'organizations.id', 'members.organization_id')
    .leftJoin('identity_providers', join =>
      join
        .onRef('identity_providers.organization_id', '=', 'organizations.id')
        .on('identity_providers.enabled', '=', 1),
    )
    .select([
      'members.id as member_id',
      'organizations.id as organization_id',
      'organizations.name as organization_name',
      'organizations.suspended',
      'identity_providers.id as identity_provider_id',
      'members.email',
      'members.name',
      'members.permissions',
      'members.created_at',
      'members.updated_at',
    ])
    .where('members.user_id', '=', userId)
    .where('organizations.deleted_at', 'is', null)
    .orderBy('members.id')
    .limit(200)
    .execute()
}

/** By the unique index on user and organization. */
export async function isMemberOf(
  query: Queryable,
  { userId, organizationId }: { userId: string; organizationId: string },
): Promise<boolean> {
  const found = await query
    .selectFrom('members')
    .innerJoin('organizations', 'organizations.id', 'members.organization_id')
    .select('members.id')
    .where('members.user_id', '=', userId)
    .where('members.organization_id', '=', organizationId)
    .where('organizations.deleted_at', 'is', null)
    .executeTakeFirst()
  return found !== undefined
}
