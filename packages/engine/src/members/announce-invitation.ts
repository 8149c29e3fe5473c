import type { Context } from '../mutate/context.ts'
import { insertNotices } from '../outbox/notice-queries.ts'
import type { Tx } from '../storage/storage.ts'
import type { InvitationRow } from './invitation.ts'

/** Has whoever is invited written to, where mail is sent; the link is made when the letter is. */
export async function announceInvitation(
  { storage, clock, tellsPeople }: Context,
  tx: Tx,
  { id: invitationId, organization_id: organizationId, email: recipient }: InvitationRow,
): Promise<void> {
  if (!tellsPeople) return
  const draft = { kind: 'invitation' as const, recipient, organizationId, details: { invitationId } }
  await insertNotices(storage, tx, { drafts: [draft], now: clock.now() })
}
