import type { MemberPermission } from './member-permissions.ts'

/** What somebody in a portal may do: the permissions that are about the keys of one API, and no others. */
export const portalPermissions = [
  'view_keys',
  'manage_keys',
  'reveal_keys',
  'view_logs',
] as const satisfies readonly MemberPermission[]

export type PortalPermission = (typeof portalPermissions)[number]
