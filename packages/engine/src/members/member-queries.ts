import type { Insertable, Updateable } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { MemberTable } from '../storage/tables.ts'
import type { MemberRow } from './member.ts'

/** Which person of which organization. */
export type MemberPlace = { organizationId: string; memberId: string }

export async function insertMember(tx: Tx, row: Insertable<MemberTable>): Promise<MemberRow> {
  return tx.insertInto('members').values(row).returningAll().executeTakeFirstOrThrow()
}

/** By primary key, and of that organization only. */
export async function findMemberWithin(
  query: Queryable,
  { organizationId, memberId }: MemberPlace,
  reach: Reach,
  lock: RowLock = 'none',
): Promise<MemberRow | undefined> {
  let members = query
    .selectFrom('members')
    .selectAll()
    .where('id', '=', memberId)
    .where('organization_id', '=', organizationId)
  if (reach.organizationId !== null) members = members.where('organization_id', '=', reach.organizationId)
  return withLock(members, lock).executeTakeFirst()
}

/** Whether there is a member with this address who has joined; by the unique index on the address. */
export async function hasJoinedWithEmail(
  query: Queryable,
  { organizationId, email }: { organizationId: string; email: string },
): Promise<boolean> {
  const found = await query
    .selectFrom('members')
    .select('id')
    .where('email', '=', email)
    .where('organization_id', '=', organizationId)
    .where('user_id', 'is not', null)
    .executeTakeFirst()
  return found !== undefined
}

/** By the unique index on the address; its organization's row is locked by the caller. */
export async function findMemberByEmail(
  tx: Tx,
  { organizationId, email }: { organizationId: string; email: string },
): Promise<MemberRow | undefined> {
  return tx
    .selectFrom('members')
    .selectAll()
    .where('email', '=', email)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
}

/** By the index on the organization, whose row the caller has locked; `joined`: one of those who can sign in. */
export async function hasOtherAdministrator(
  tx: Tx,
  { organizationId, memberId, joined }: MemberPlace & { joined: boolean },
): Promise<boolean> {
  const signingIn = tx.selectFrom('users').select('id').where('disabled_at', 'is', null)
  const members = tx.selectFrom('members')
  const counted = joined ? members.where('user_id', 'in', signingIn) : members
  const found = await counted
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '!=', memberId)
    .where('permissions', 'like', '%"administer"%')
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Newest first, by the index on the organization. */
export async function selectMembersWithin(
  query: Queryable,
  organizationId: string,
  page: { before: string | null; limit: number; email: string | null },
  reach: Reach,
): Promise<MemberRow[]> {
  let members = query.selectFrom('members').selectAll().where('organization_id', '=', organizationId)
  if (reach.organizationId !== null) members = members.where('organization_id', '=', reach.organizationId)
  if (page.before !== null) members = members.where('id', '<', page.before)
  if (page.email !== null) members = members.where('email', '=', page.email)
  return members.orderBy('id', 'desc').limit(page.limit).execute()
}

/** Guarded by the version that the caller saw: two changes at once cannot overwrite each other. */
export async function changeMember(tx: Tx, row: MemberRow, set: Updateable<MemberTable>): Promise<MemberRow> {
  return tx
    .updateTable('members')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow(lostRace)
}

/** Guarded in the same way. */
export async function removeMember(tx: Tx, row: MemberRow): Promise<void> {
  await tx
    .deleteFrom('members')
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returning('id')
    .executeTakeFirstOrThrow(lostRace)
}
