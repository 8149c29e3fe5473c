import type { InvitationRow } from '../members/invitation.ts'
import type { Queryable, Tx } from '../storage/storage.ts'

/** By primary key, of whatever organization: who asks holds a token of it. */
export async function findInvitationById(
  query: Queryable,
  invitationId: string,
): Promise<InvitationRow | undefined> {
  return query.selectFrom('invitations').selectAll().where('id', '=', invitationId).executeTakeFirst()
}

/** By primary key, of an invitation that the caller has locked. Links to it that were sent are void. */
export async function renewInvitation(
  tx: Tx,
  invitationId: string,
  set: { expires_at: number; invited_by: string },
): Promise<InvitationRow> {
  await tx.deleteFrom('one_time_tokens').where('invitation_id', '=', invitationId).execute()
  return tx
    .updateTable('invitations')
    .set(set)
    .where('id', '=', invitationId)
    .returningAll()
    .executeTakeFirstOrThrow()
}
