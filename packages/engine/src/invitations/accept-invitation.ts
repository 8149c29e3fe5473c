import { personPrincipal } from '../access/principal.ts'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { isMemberAlready, type MemberView } from '../members/member.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { findOneTimeToken } from '../users/one-time-token-queries.ts'
import { putPassword } from '../users/password-queries.ts'
import { toUserView, userTarget } from '../users/user.ts'
import { findUserByEmail, insertUser } from '../users/user-queries.ts'
import { admitMember } from './admit-member.ts'
import { loadOpenInvitation } from './open-invitation.ts'

export type AcceptInvitationInput = {
  /** SHA-256 of the link's token. */
  digest: Buffer
  name: string | null
  passwordHash: string
}

export type AcceptedInvitation = { userId: string; member: MemberView }

/**
 * Makes an account for who was invited, and them a member. Holding the link proves the address, and nothing about an
 * account that is there already: its holder signs in and joins.
 */
export async function acceptInvitation(
  ctx: Context,
  input: AcceptInvitationInput,
): Promise<Mutated<AcceptedInvitation>> {
  const now = ctx.clock.now()
  const userId = newId('usr', now)
  const asThemselves = { ...ctx, principal: personPrincipal(userId) }
  return mutate(
    asThemselves,
    'self',
    async tx => {
      const token = await findOneTimeToken(tx, { purpose: 'invitation', digest: input.digest, now })
      const open = await loadOpenInvitation(tx, token, { now, lock: 'change' })
      const { email } = open.invitation
      if (await findUserByEmail(tx, email)) throw hasAccount()
      const user = await insertUser(tx, { id: userId, email, name: input.name, isProven: true, now })
      await putPassword(tx, { user_id: userId, hash: input.passwordHash, changed_at: now })
      const { member, audit } = await admitMember(tx, open, { user, now })
      const created = { action: 'user.created' as const, organizationId: null, target: userTarget(userId) }
      return {
        result: { userId, member },
        audit: [{ ...created, details: { after: toUserView(user) } }, ...audit],
        changes: [],
      }
    },
    { conflicts: { users_email: hasAccount, members_email: isMemberAlready } },
  )
}

function hasAccount(): EngineError {
  return new EngineError(
    'conflict',
    'There is an account with this address. Sign in to it, then open the link again.',
  )
}
