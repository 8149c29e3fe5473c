import { storedPermissions } from '../access/permission-scopes.ts'
import type { Queryable } from '../storage/storage.ts'
import { StoredMembers } from '../storage/stored-members.ts'
import { type InvitationRow, toInvitationView } from './invitation.ts'
import { findPermissionsOf, isKeyInUse, isOperatorInUse } from './invitation-maker-queries.ts'

/**
 * Whether the maker of an invitation stands for it still. Who was removed, disabled or revoked since, or has expired, has invited nobody,
 * whichever way somebody comes in.
 */
export async function standsForInvitation(
  query: Queryable,
  invitation: InvitationRow,
  now: number,
): Promise<boolean> {
  const { invitedBy, permissions, organizationId } = toInvitationView(invitation, now)
  if (invitedBy.type === 'system') return true
  if (invitedBy.type === 'key') return isKeyInUse(query, { keyId: invitedBy.id, now })
  if (await isOperatorInUse(query, invitedBy.id)) return true
  const stored = await findPermissionsOf(query, { userId: invitedBy.id, organizationId })
  if (stored === undefined) return false
  const held = new StoredMembers().read('permissions', stored, storedPermissions)
  if (held.includes('administer')) return true
  return held.includes('manage_users') && permissions.every(permission => held.includes(permission))
}
