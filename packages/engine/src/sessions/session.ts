import { GrantedScopes, type ManagementScope } from '@keyturn/core'
import type { Selectable } from 'kysely'
import { scopesOfMember, scopesWhereEntrusted, storedPermissions } from '../access/permission-scopes.ts'
import { personPrincipal, type UserPrincipal } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import type { AuditDraft, AuditTarget } from '../audit/audit-event.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import type { OperatorRole, SessionMethod, SessionTable } from '../storage/identity-tables.ts'
import { isStoredObject, StoredMembers } from '../storage/stored-members.ts'

export type SessionRow = Selectable<SessionTable>

/** A session with what its holder is, where it is switched to. */
export type StandingRow = SessionRow & {
  disabled_at: number | null
  role: OperatorRole | null
  /** Null where the organization is deleted. */
  present_organization_id: string | null
  suspended: 0 | 1 | null
  member_id: string | null
  permissions: string | null
  /** JSON: what the organization asks of its keys and members. */
  key_policy: string | null
  /** The organization whose identity provider the session began at; null where that vouches no more. */
  provider_organization_id: string | null
  /** Whether members of the organization sign in through its identity provider only. */
  enforced: 0 | 1 | null
}

/** Where somebody is signed in, as they see it themselves. */
export type SessionView = {
  id: string
  /** Whether it is the one that asks. */
  current: boolean
  method: SessionMethod
  organizationId: string | null
  ip: string | null
  userAgent: string | null
  createdAt: string
  lastSeenAt: string
  expiresAt: string
}

/** How long a session lasts after its last use, and after it began; milliseconds. */
const sessionIdleMs = 12 * 3_600_000
export const sessionLifetimeMs = 30 * 86_400_000

/** More than that nobody is signed in at once: a further session ends the one that was used least recently. */
export const sessionsMax = 50

/** How old what is known of a session's last use may be, in milliseconds: it is written no more often. */
export const seenEveryMs = 60_000

export function isAlive(row: Pick<SessionRow, 'last_seen_at' | 'expires_at'>, now: number): boolean {
  return now < row.expires_at && now < row.last_seen_at + sessionIdleMs
}

/** When a session that is not used again is over. */
function endOf(row: SessionRow): number {
  return Math.min(row.expires_at, row.last_seen_at + sessionIdleMs)
}

export function toSessionView(row: SessionRow, currentId: string | null): SessionView {
  return {
    id: row.id,
    current: row.id === currentId,
    method: row.method,
    organizationId: row.organization_id,
    ip: row.ip,
    userAgent: row.user_agent,
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
    lastSeenAt: toInstantOrNull(row.last_seen_at) ?? toInstant(0),
    expiresAt: toInstantOrNull(endOf(row)) ?? toInstant(0),
  }
}

export function sessionTarget(id: string): AuditTarget {
  return { type: 'session', id, name: 'Session' }
}

/** What the audit log says of a session that is over, and why. */
export function ended({ id, organization_id }: SessionRow, reason: string): AuditDraft {
  return {
    action: 'session.ended',
    organizationId: organization_id,
    target: sessionTarget(id),
    details: { reason },
  }
}

/**
 * Who asks with a session: an operator, who reaches everything or the organization that they have switched to; or a
 * member of that organization. Null where its holder is neither there any more, or is disabled. Whom an organization's
 * identity provider vouches for is a member of that organization there, whatever else they are.
 */
export function toUserPrincipal(row: StandingRow): UserPrincipal | null {
  const { organization_id: organizationId } = row
  if (row.disabled_at !== null || isBeyondProvider(row)) return null
  const operator = row.identity_provider_id === null ? row.role : null
  const base = { ...personPrincipal(row.user_id), operator, session: toUserSession(row) }
  if (organizationId === null) return operator === null ? base : { ...base, ...asOperator(everything) }
  if (row.present_organization_id === null) return null
  const reach = { organizationId, apiId: null }
  if (operator !== null) return { ...base, ...asOperator(reach) }
  return row.member_id === null || row.permissions === null ? null : { ...base, reach, ...asMember(row) }
}

/** Whether a session is good nowhere any more: its holder is disabled, or the provider that it began at vouches no more. */
export function isOver(row: StandingRow): boolean {
  return (
    row.disabled_at !== null || (row.identity_provider_id !== null && row.provider_organization_id === null)
  )
}

/** A session that began at an identity provider is good for its organization, as long as that has it. */
function isBeyondProvider(row: StandingRow): boolean {
  return row.identity_provider_id !== null && row.provider_organization_id !== row.organization_id
}

/** What members are asked for; whom the organization's own identity provider vouches for has what it asks for. */
function lackOf(row: StandingRow): UserPrincipal['lacks'] {
  if (row.identity_provider_id !== null) return null
  if (row.enforced === 1) return 'single sign-on'
  const policy = new StoredMembers().read('keyPolicy', row.key_policy ?? '', keyPolicy)
  return (policy['requireMfa'] ?? false) !== false && row.second_factor_at === null ? 'second factor' : null
}

/** A policy that cannot be read may ask for it. */
const keyPolicy = { isReadable: isStoredObject, otherwise: { requireMfa: true } }

function toUserSession(row: StandingRow): UserPrincipal['session'] {
  return {
    id: row.id,
    method: row.method,
    organizationId: row.organization_id,
    authenticatedAt: row.authenticated_at,
    secondFactorAt: row.second_factor_at,
    boundTo: row.provider_organization_id,
  }
}

function asOperator(reach: UserPrincipal['reach']): Pick<UserPrincipal, 'scopes' | 'reach'> {
  return { scopes: GrantedScopes.of(['*']), reach }
}

/** While an organization is suspended its members look and change nothing. */
function asMember(row: StandingRow): Pick<UserPrincipal, 'scopes' | 'member' | 'lacks'> {
  const stored = row.permissions ?? '[]'
  const permissions = new StoredMembers().read('permissions', stored, storedPermissions)
  const lacks = lackOf(row)
  const held = (scopes: readonly ManagementScope[]) =>
    lacks === null ? scopes.filter(scope => row.suspended === 0 || scope.endsWith(':read')) : []
  const member = {
    id: row.member_id ?? '',
    organizationId: row.organization_id ?? '',
    isSuspended: row.suspended !== 0,
    permissions,
    storedPermissions: stored,
    whereEntrusted: held(scopesWhereEntrusted(permissions)),
  }
  return { scopes: GrantedScopes.of(held(scopesOfMember(permissions))), member, lacks }
}
