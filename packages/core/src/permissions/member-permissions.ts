/** What a person in an organization may do; `administer` is all of it. */
export const memberPermissions = [
  'manage_users',
  'manage_billing',
  'manage_keys',
  'view_keys',
  'reveal_keys',
  'view_logs',
  'manage_connectors',
  'administer',
] as const

export type MemberPermission = (typeof memberPermissions)[number]
