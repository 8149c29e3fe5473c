import type { Insertable } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import type { InvitationTable } from '../storage/tables.ts'
import type { InvitationRow } from './invitation.ts'

/** Which invitation of which organization. */
export type InvitationPlace = { organizationId: string; invitationId: string }

export async function insertInvitation(tx: Tx, row: Insertable<InvitationTable>): Promise<InvitationRow> {
  return tx.insertInto('invitations').values(row).returningAll().executeTakeFirstOrThrow()
}

/** By primary key, and of that organization only. */
export async function findInvitationWithin(
  query: Queryable,
  { organizationId, invitationId }: InvitationPlace,
  reach: Reach,
  lock: RowLock = 'none',
): Promise<InvitationRow | undefined> {
  let invitations = query
    .selectFrom('invitations')
    .selectAll()
    .where('id', '=', invitationId)
    .where('organization_id', '=', organizationId)
  if (reach.organizationId !== null)
    invitations = invitations.where('organization_id', '=', reach.organizationId)
  return withLock(invitations, lock).executeTakeFirst()
}

/** Newest first, by the index on the organization. */
export async function selectInvitationsWithin(
  query: Queryable,
  organizationId: string,
  page: { before: string | null; limit: number },
  reach: Reach,
): Promise<InvitationRow[]> {
  let invitations = query.selectFrom('invitations').selectAll().where('organization_id', '=', organizationId)
  if (reach.organizationId !== null)
    invitations = invitations.where('organization_id', '=', reach.organizationId)
  if (page.before !== null) invitations = invitations.where('id', '<', page.before)
  return invitations.orderBy('id', 'desc').limit(page.limit).execute()
}

/** By primary key, whoever else removes it at the same time. */
export async function removeInvitation(tx: Tx, invitationId: string): Promise<void> {
  await tx.deleteFrom('invitations').where('id', '=', invitationId).execute()
}

/** By the unique index on the address; `expiredBy` (ms) leaves one that is still good. Answers what was removed. */
export async function removeInvitationTo(
  tx: Tx,
  { organizationId, email, expiredBy }: { organizationId: string; email: string; expiredBy?: number },
): Promise<InvitationRow[]> {
  let invitations = tx
    .deleteFrom('invitations')
    .where('email', '=', email)
    .where('organization_id', '=', organizationId)
  if (expiredBy !== undefined) invitations = invitations.where('expires_at', '<=', expiredBy)
  return invitations.returningAll().execute()
}
