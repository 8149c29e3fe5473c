import { EngineError } from '../errors/engine-error.ts'
import { isMemberAlready, type MemberView } from '../members/member.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { assertSignedIn } from '../sessions/own-session.ts'
import { findOneTimeToken } from '../users/one-time-token-queries.ts'
import { changeUser, findUser } from '../users/user-queries.ts'
import { admitMember } from './admit-member.ts'
import { invitationGone, loadOpenInvitation } from './open-invitation.ts'

/** Makes the person who is signed in a member, by the link of an invitation to their own address. */
export async function joinOrganization(
  ctx: Context,
  { digest }: { digest: Buffer },
): Promise<Mutated<MemberView>> {
  return mutate(
    ctx,
    'self',
    async tx => {
      const { userId } = assertSignedIn(ctx.principal)
      const now = ctx.clock.now()
      const token = await findOneTimeToken(tx, { purpose: 'invitation', digest, now })
      const open = await loadOpenInvitation(tx, token, { now, lock: 'change' })
      const known = await findUser(tx, userId, 'change')
      if (!known) throw invitationGone()
      if (known.email !== open.invitation.email) throw isForAnother()
      const user =
        known.email_verified_at === null ? await changeUser(tx, known, { email_verified_at: now }) : known
      const { member, audit } = await admitMember(tx, open, { user, now })
      return { result: member, audit, changes: [] }
    },
    { conflicts: { members_email: isMemberAlready, members_user_id: isMemberAlready } },
  )
}

function isForAnother(): EngineError {
  return new EngineError(
    'conflict',
    'This invitation is for another address than yours. Sign out and open the link again, or ask for one to your address.',
  )
}
