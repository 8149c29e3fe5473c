/**
 * A management key gives nobody what it cannot do itself: a permission is granted only by a key whose scopes cover what
 * the permission allows. Otherwise whoever may invite people could make themselves administrators.
 */
import type { ManagementScope, MemberPermission } from '@keyturn/core'
import type { Principal } from '../access/principal.ts'
import { EngineError } from '../errors/engine-error.ts'

const ofKeys = ['keys:read', 'keys:write'] as const
const ofLogs = ['usage:read', 'audit:read'] as const

/** The scopes that allow what a permission allows. */
const scopesOf: Record<MemberPermission, readonly ManagementScope[]> = {
  manage_users: ['members:read', 'members:write'],
  manage_billing: ['organizations:write'],
  manage_keys: ofKeys,
  view_keys: ['keys:read'],
  reveal_keys: ['keys:reveal'],
  view_logs: ofLogs,
  manage_connectors: ['organizations:write'],
  administer: ['members:read', 'members:write', 'organizations:write', ...ofKeys, 'keys:reveal', ...ofLogs],
}

export function assertGrantablePermissions(
  principal: Principal,
  permissions: readonly MemberPermission[],
): void {
  for (const permission of permissions) assertCovers(principal, permission, 'give')
}

/** Other permissions can always be taken away: who cannot do what an administrator can, must not depose one. */
export function assertTakesAdministrator(principal: Principal): void {
  assertCovers(principal, 'administer', 'take away')
}

function assertCovers(principal: Principal, permission: MemberPermission, verb: 'give' | 'take away'): void {
  const missing = scopesOf[permission].filter(scope => !principal.scopes.grants(scope))
  if (missing.length === 0) return
  throw new EngineError(
    'insufficient_scope',
    `This key lacks ${missing.join(', ')}, so it cannot ${verb} the permission ${permission}. Use a key that has it.`,
  )
}
