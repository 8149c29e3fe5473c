import type { Tx } from '../storage/storage.ts'

/** A person as their account says, and as an organization knows them where they are a member of it. */
export type ActorRow = {
  id: string
  name: string | null
  email: string
  organization_id: string | null
  member_name: string | null
  member_email: string | null
}

/** By primary key, and the unique index on user and organization. */
export async function selectActors(
  tx: Tx,
  { userIds, organizationIds }: { userIds: readonly string[]; organizationIds: readonly string[] },
): Promise<ActorRow[]> {
  return tx
    .selectFrom('users')
    .leftJoin('members', join =>
      join
        .onRef('members.user_id', '=', 'users.id')
        .on('members.organization_id', 'in', organizationIds.length === 0 ? [''] : organizationIds),
    )
    .select([
      'users.id',
      'users.name',
      'users.email',
      'members.organization_id',
      'members.name as member_name',
      'members.email as member_email',
    ])
    .where('users.id', 'in', userIds)
    .execute()
}
