/** What members may do, in the words of the API: each permission stands for scopes within the organization. */
import {
  type ManagementScope,
  type MemberPermission,
  memberPermissions,
  type PortalPermission,
  portalPermissions,
} from '@keyturn/core'
import { isListOf } from '../storage/stored-members.ts'

/** What every member sees: the organization they are in and the APIs that it may have keys of. */
const ofMembers: readonly ManagementScope[] = ['organizations:read', 'apis:read']

const scopesOf: Record<Exclude<MemberPermission, 'administer'>, readonly ManagementScope[]> = {
  manage_users: ['members:read', 'members:write'],
  manage_billing: ['usage:read'],
  manage_keys: ['keys:read', 'keys:write'],
  view_keys: ['keys:read'],
  reveal_keys: ['keys:read', 'keys:reveal'],
  view_logs: ['usage:read', 'audit:read'],
  manage_connectors: [],
}

/** The scopes of a member with these permissions; `administer` is all of them, and changing the organization and how its people sign in. */
export function scopesOfMember(permissions: readonly MemberPermission[]): ManagementScope[] {
  const ofOne = (permission: MemberPermission): readonly ManagementScope[] =>
    permission === 'administer'
      ? [...Object.values(scopesOf).flat(), 'organizations:write', 'identity:read', 'identity:write']
      : scopesOf[permission]
  return [...new Set([...ofMembers, ...permissions.flatMap(ofOne)])]
}

/**
 * The scopes of somebody in a portal, who reaches one API alone. What changed there stays with the members of the
 * organization: an audit log names them.
 */
export function scopesInPortal(permissions: readonly PortalPermission[]): ManagementScope[] {
  return scopesOfMember(permissions).filter(scope => scope !== 'audit:read')
}

/** Permissions about a customer's account, which by themselves say nothing about keys. */
const ofAccounts: readonly MemberPermission[] = ['manage_users', 'manage_billing']

/** What the keys of an API are to those whom the vendor makes its page for by one of these permissions. */
const withKeys: readonly ManagementScope[] = ['keys:read', 'keys:write', 'keys:reveal']

/** What a member may do with the keys of an API that is entrusted to them. */
export function scopesWhereEntrusted(permissions: readonly MemberPermission[]): readonly ManagementScope[] {
  return permissions.some(permission => ofAccounts.includes(permission)) ? withKeys : []
}

/**
 * Whether the keys of an API are entrusted to a member: its page asks for a permission about accounts, and they have it
 * (decision 0037). Permissions about keys mean the same on every page.
 */
export function isEntrusted(
  { requires }: { requires: unknown },
  permissions: readonly MemberPermission[],
): boolean {
  return (
    Array.isArray(requires) &&
    ofAccounts.some(permission => requires.includes(permission) && permissions.includes(permission))
  )
}

/** Permissions that cannot be read are none. */
export const storedPermissions = { isReadable: isListOf(isPermission), otherwise: [] }

export const storedPortalPermissions = { isReadable: isListOf(isPortalPermission), otherwise: [] }

function isPortalPermission(value: unknown): value is PortalPermission {
  return portalPermissions.some(permission => permission === value)
}

function isPermission(value: unknown): value is MemberPermission {
  return memberPermissions.some(permission => permission === value)
}
