import { assertVersion } from '../access/assert-version.ts'
import type { Reach } from '../access/reach.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Tx } from '../storage/storage.ts'
import type { MemberRow } from './member.ts'
import { findMemberWithin, type MemberPlace } from './member-queries.ts'
import { findPeopledOrganization } from './peopled-organization.ts'

export type MemberChange = MemberPlace & { ifVersion?: number | undefined }

/**
 * A member that is about to change, locked with its organization.
 *
 * @throws EngineError `not_found`, also beyond the reach; `precondition_failed` where somebody was quicker.
 */
export async function loadMemberToChange(
  tx: Tx,
  reach: Reach,
  { organizationId, memberId, ifVersion }: MemberChange,
): Promise<MemberRow> {
  const organization = await findPeopledOrganization(tx, organizationId, { reach, lock: 'change' })
  const row = await findMemberWithin(tx, { organizationId: organization.id, memberId }, reach, 'change')
  if (!row) throw notFound()
  assertVersion(row, ifVersion)
  return row
}
