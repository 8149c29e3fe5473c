import type { MemberPermission } from '@keyturn/core'

/** What each permission is called where people read of it, on screens and in mail. */
export const permissionNames: Readonly<Record<MemberPermission, string>> = {
  administer: 'Administrator',
  manage_users: 'Manage people',
  manage_billing: 'Manage billing',
  manage_keys: 'Manage keys',
  view_keys: 'View keys',
  reveal_keys: 'Reveal keys',
  view_logs: 'View logs',
  manage_connectors: 'Manage connectors',
}
