import type { AuditDraft } from '../audit/audit-event.ts'
import { newId } from '../ids/new-id.ts'
import { toInvitationView } from '../members/invitation.ts'
import { removeInvitation } from '../members/invitation-queries.ts'
import { type MemberRow, type MemberView, memberTarget, toMemberView } from '../members/member.ts'
import { changeMember, findMemberByEmail, insertMember } from '../members/member-queries.ts'
import type { Tx } from '../storage/storage.ts'
import type { UserRow } from '../users/user.ts'
import type { OpenInvitation } from './open-invitation.ts'

/** Makes somebody a member as they were invited. The invitation goes, and every link to it with it. */
export async function admitMember(
  tx: Tx,
  { invitation }: OpenInvitation,
  { user, now }: { user: UserRow; now: number },
): Promise<{ member: MemberView; audit: AuditDraft[] }> {
  const { organization_id: organizationId, email, permissions } = invitation
  await removeInvitation(tx, invitation.id)
  const known = await findMemberByEmail(tx, { organizationId, email })
  // Who has joined already is refused by the unique index on the address.
  const row =
    known?.user_id === null
      ? await changeMember(tx, known, {
          ...joined(known, invitation.permissions),
          user_id: user.id,
          updated_at: now,
        })
      : await insertMember(tx, {
          id: newId('mem', now),
          organization_id: organizationId,
          user_id: user.id,
          email,
          name: user.name,
          permissions,
          created_at: now,
          updated_at: now,
        })
  const after = toMemberView(row)
  const details = { after, invitation: toInvitationView(invitation, now) }
  const target = memberTarget(row.id)
  return { member: after, audit: [{ action: 'member.joined', organizationId, target, details }] }
}

/** What they were given when they were written down, and what they were invited to. */
function joined(known: MemberRow, invited: string): { permissions: string } {
  const [before, more]: string[][] = [JSON.parse(known.permissions), JSON.parse(invited)]
  return { permissions: JSON.stringify([...new Set([...(before ?? []), ...(more ?? [])])]) }
}
