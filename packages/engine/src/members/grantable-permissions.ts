/**
 * Nobody gives what they cannot do themselves: a member gives permissions that they hold, a management key those whose
 * scopes it has. Otherwise whoever may invite people could make themselves administrators.
 */
import type { GrantedScopes, ManagementScope, MemberPermission } from '@keyturn/core'
import type { Principal } from '../access/principal.ts'
import { EngineError } from '../errors/engine-error.ts'

const ofKeys = ['keys:read', 'keys:write'] as const
const ofLogs = ['usage:read', 'audit:read'] as const
/** An API may entrust its keys to whoever manages people or billing. */
const whereEntrusted = [...ofKeys, 'keys:reveal'] as const

/** The scopes that allow what a permission allows. */
const scopesOf: Record<MemberPermission, readonly ManagementScope[]> = {
  manage_users: ['members:read', 'members:write', ...whereEntrusted],
  manage_billing: ['organizations:write', 'usage:read', ...whereEntrusted],
  manage_keys: ofKeys,
  view_keys: ['keys:read'],
  reveal_keys: ['keys:reveal'],
  view_logs: ofLogs,
  manage_connectors: ['organizations:write'],
  administer: [
    'members:read',
    'members:write',
    'identity:read',
    'identity:write',
    'organizations:write',
    ...ofKeys,
    'keys:reveal',
    ...ofLogs,
  ],
}

export function assertGrantablePermissions(
  principal: Principal,
  permissions: readonly MemberPermission[],
): void {
  for (const permission of permissions) assertCovers(principal, permission, 'give')
}

/** Whether a management key with these scopes may give all of the permissions. */
export function areCovered(permissions: readonly MemberPermission[], scopes: GrantedScopes): boolean {
  return permissions.every(permission => missingFor(permission, scopes).length === 0)
}

/** Other permissions can always be taken away: who cannot do what an administrator can, must not depose one. */
export function assertTakesAdministrator(principal: Principal): void {
  assertCovers(principal, 'administer', 'take away')
}

function assertCovers(principal: Principal, permission: MemberPermission, verb: 'give' | 'take away'): void {
  if (principal.type === 'user' && principal.member !== null) {
    assertHolds(principal.member.permissions, permission, verb)
    return
  }
  const missing = missingFor(permission, principal.scopes)
  if (missing.length === 0) return
  throw new EngineError(
    'insufficient_scope',
    `This key lacks ${missing.join(', ')}, so it cannot ${verb} the permission ${permission}. Use a key that has it.`,
  )
}

function missingFor(permission: MemberPermission, scopes: GrantedScopes): ManagementScope[] {
  return scopesOf[permission].filter(scope => !scopes.grants(scope))
}

function assertHolds(
  held: readonly MemberPermission[],
  permission: MemberPermission,
  verb: 'give' | 'take away',
): void {
  if (held.includes(permission) || held.includes('administer')) return
  throw new EngineError(
    'insufficient_permission',
    `You do not have the permission ${permission} yourself, so you cannot ${verb} it. Ask an administrator.`,
  )
}
