import { everything } from '../access/reach.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { InvitationRow } from '../members/invitation.ts'
import { standsForInvitation } from '../members/invitation-maker.ts'
import { findInvitationWithin } from '../members/invitation-queries.ts'
import type { OrganizationRow } from '../organizations/organization.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import type { RowLock } from '../storage/row-lock.ts'
import type { Queryable } from '../storage/storage.ts'
import type { OneTimeTokenRow } from '../users/one-time-token-queries.ts'
import { findInvitationById } from './open-invitation-queries.ts'

export type OpenInvitation = { invitation: InvitationRow; organization: OrganizationRow }

/**
 * The invitation that a link is of, as long as it stands: not withdrawn, accepted or expired, and its maker could make
 * it still. Who was removed since has invited nobody.
 */
export async function loadOpenInvitation(
  query: Queryable,
  token: OneTimeTokenRow | undefined,
  { now, lock = 'none' }: { now: number; lock?: RowLock },
): Promise<OpenInvitation> {
  const found = token?.invitation_id ? await findInvitationById(query, token.invitation_id) : undefined
  if (!found) throw invitationGone()
  const place = { organizationId: found.organization_id, invitationId: found.id }
  // The organization first, as everybody locks who changes its people.
  const organization = await findOrganizationWithin(query, found.organization_id, everything, lock)
  const invitation = await findInvitationWithin(query, place, everything, lock)
  if (!organization || !invitation || invitation.expires_at <= now) throw invitationGone()
  if (!(await standsForInvitation(query, invitation, now))) throw invitationGone()
  return { invitation, organization }
}

/** One answer, whatever became of it: who has an old link learns nothing from it. */
export function invitationGone(): EngineError {
  return new EngineError(
    'not_found',
    'This invitation was accepted or withdrawn, or has expired. Ask who invited you for another one.',
  )
}
