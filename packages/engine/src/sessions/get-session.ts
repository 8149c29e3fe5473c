import type { MemberPermission } from '@keyturn/core'
import { sessionEnded } from '../access/assert-standing.ts'
import { storedPermissions } from '../access/permission-scopes.ts'
import type { ReadContext } from '../access/read-context.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import type { OperatorRole, SessionMethod } from '../storage/identity-tables.ts'
import { StoredMembers } from '../storage/stored-members.ts'
import { type MembershipRow, selectMemberships } from '../users/membership-queries.ts'
import { toUserView, type UserView } from '../users/user.ts'
import { findUser } from '../users/user-queries.ts'
import { assertSignedIn } from './own-session.ts'

export type MembershipView = {
  organizationId: string
  organizationName: string
  suspended: boolean
  /** Whether it has an identity provider that is switched on. */
  singleSignOn: boolean
  permissions: readonly MemberPermission[]
}

/** The session that asks: who it is, and what they may do. */
export type CurrentSessionView = {
  id: string
  method: SessionMethod
  user: UserView
  operator: OperatorRole | null
  organizationId: string | null
  permissions: readonly MemberPermission[] | null
  /** What the organization asks for before anything can be done there. */
  lacks: 'second_factor' | 'single_sign_on' | null
  scopes: readonly string[]
  memberships: MembershipView[]
  authenticatedAt: string
  secondFactorAt: string | null
}

export async function getSession({ principal, storage }: ReadContext): Promise<CurrentSessionView> {
  const { session, userId, operator, member, lacks, scopes } = assertSignedIn(principal)
  const user = await findUser(storage.lookups, userId)
  if (!user) throw sessionEnded()
  const memberships = (await selectMemberships(storage.lookups, userId)).filter(
    ({ organization_id }) => session.boundTo === null || session.boundTo === organization_id,
  )
  return {
    id: session.id,
    method: session.method,
    user: session.boundTo === null ? toUserView(user) : toVouchedView(userId, memberships[0]),
    operator,
    organizationId: session.organizationId,
    permissions: member?.permissions ?? null,
    lacks: lacks === null ? null : lacks === 'second factor' ? 'second_factor' : 'single_sign_on',
    scopes: scopes.words,
    memberships: memberships.map(toMembershipView),
    authenticatedAt: toInstant(session.authenticatedAt),
    secondFactorAt: toInstantOrNull(session.secondFactorAt),
  }
}

/**
 * Somebody in a session that an organization's provider began: what that organization has written down of them, and
 * nothing of the account. Whoever configures the provider would read there who has been here, and since when.
 */
function toVouchedView(userId: string, membership: MembershipRow | undefined): UserView {
  if (!membership) throw sessionEnded()
  return {
    id: userId,
    email: membership.email,
    name: membership.name,
    emailVerifiedAt: null,
    keyNotices: true,
    timezone: null,
    createdAt: toInstantOrNull(membership.created_at) ?? toInstant(0),
    updatedAt: toInstantOrNull(membership.updated_at) ?? toInstant(0),
  }
}

function toMembershipView(row: MembershipRow): MembershipView {
  return {
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    suspended: row.suspended === 1,
    singleSignOn: row.identity_provider_id !== null,
    permissions: new StoredMembers().read('permissions', row.permissions, storedPermissions),
  }
}
