import type { MemberPermission } from '@keyturn/core'
import type { AuditDraft } from '../audit/audit-event.ts'
import { newId } from '../ids/new-id.ts'
import { uninvited } from '../members/invitation.ts'
import { standsForInvitation } from '../members/invitation-maker.ts'
import { removeInvitationTo } from '../members/invitation-queries.ts'
import { memberTarget, toMemberView } from '../members/member.ts'
import { changeMember, findMemberByEmail, insertMember } from '../members/member-queries.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import type { Tx } from '../storage/storage.ts'
import { isMemberOf } from '../users/membership-queries.ts'
import { toUserView } from '../users/user.ts'
import { findUserByEmail, insertUser } from '../users/user-queries.ts'

export type JoinVouchedInput = {
  organizationId: string
  /** Verified, in lower case. */
  email: string
  name: string | null
  /** Whom the provider vouched for before; null: whoever has the address. */
  knownUserId: string | null
  /** Of who is neither a member nor invited; null: they do not join. */
  joiningPermissions: readonly MemberPermission[] | null
  now: number
}

export type Joined = { userId: string; audit: AuditDraft[] }

/** Makes somebody a member of the organization that vouches for them, if it wants that; null where it does not. */
export async function joinVouched(tx: Tx, input: JoinVouchedInput): Promise<Joined | null> {
  const { organizationId, email, now } = input
  const member = await findMemberByEmail(tx, { organizationId, email })
  if (member?.user_id) return input.knownUserId === null ? { userId: member.user_id, audit: [] } : null
  const [invitation] = await removeInvitationTo(tx, { organizationId, email })
  const isInvited =
    invitation !== undefined &&
    invitation.expires_at > now &&
    (await standsForInvitation(tx, invitation, now))
  if (!member && !isInvited && input.joiningPermissions === null) return null
  const { userId, audit } = await findOrMakeUser(tx, input)
  const served = invitation ? [uninvited(invitation, now)] : []
  // Nobody is a member twice: the organization may know them under another address, and they stay what they are.
  if (await isMemberOf(tx, { userId, organizationId })) return { userId, audit: served }
  const row = member
    ? await changeMember(tx, member, { user_id: userId, updated_at: now })
    : await insertMember(tx, {
        id: newId('mem', now),
        organization_id: organizationId,
        email,
        name: input.name,
        permissions: isInvited ? invitation.permissions : JSON.stringify(input.joiningPermissions),
        user_id: userId,
        created_at: now,
        updated_at: now,
      })
  const action = member ? 'member.updated' : 'member.created'
  const details = { after: toMemberView(row), through: 'single sign-on' }
  const joined: AuditDraft = { action, organizationId, target: memberTarget(row.id), details }
  return { userId, audit: [...audit, joined, ...served] }
}

/** Whether the address is theirs is proven to the organization, not to the installation: it stays unproven. */
async function findOrMakeUser(tx: Tx, { email, name, knownUserId, now }: JoinVouchedInput): Promise<Joined> {
  if (knownUserId !== null) return { userId: knownUserId, audit: [] }
  const present = await findUserByEmail(tx, email)
  if (present) return { userId: present.id, audit: [] }
  const made = await insertUser(tx, { email, name, now })
  const after = toUserView(made)
  return { userId: made.id, audit: [personalEvent('user.created', made.id, { after })] }
}
