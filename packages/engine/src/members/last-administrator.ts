import type { Principal } from '../access/principal.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Tx } from '../storage/storage.ts'
import { assertTakesAdministrator } from './grantable-permissions.ts'
import type { MemberView } from './member.ts'
import { hasOtherAdministrator } from './member-queries.ts'

/**
 * Refuses to take an administrator away for a key that could not make one, and to take the last one: nobody of the
 * organization could undo it. Who has joined leaves another behind who can sign in; where they have not, any will do. Its
 * row must be locked, so that two administrators cannot go at the same moment.
 */
export async function assertAdministratorMayGo(
  tx: Tx,
  principal: Principal,
  member: Pick<MemberView, 'id' | 'organizationId' | 'userId' | 'permissions'>,
): Promise<void> {
  if (!member.permissions.includes('administer')) return
  assertTakesAdministrator(principal)
  const { id: memberId, organizationId, userId } = member
  if (await hasOtherAdministrator(tx, { organizationId, memberId, joined: userId !== null })) return
  throw new EngineError(
    'last_owner',
    'This is the last administrator of the organization who can sign in. Make somebody else one first.',
  )
}
