import type { MemberView, Session } from '@keyturn/contract/client'
import type { Choice } from '../../shared/choice-list.tsx'

export type Permission = MemberView['permissions'][number]

/** What each permission is called and what it lets somebody do, the one that is all of them first. */
export const permissionChoices: readonly Choice<Permission>[] = [
  {
    value: 'administer',
    label: 'Administrator',
    description: 'Everything below, and the settings, rules and sign-in of the organization.',
  },
  {
    value: 'manage_users',
    label: 'Manage people',
    description: 'Invite and remove people, and give them permissions that they have themselves.',
  },
  {
    value: 'manage_billing',
    label: 'Manage billing',
    description: 'See what is charged for, and run the keys that belong to the account.',
  },
  {
    value: 'manage_keys',
    label: 'Manage keys',
    description: 'Create, change, rotate and revoke keys.',
  },
  {
    value: 'view_keys',
    label: 'View keys',
    description: 'See which keys there are, not the keys themselves.',
  },
  { value: 'reveal_keys', label: 'Reveal keys', description: 'Show and copy keys that can be shown again.' },
  { value: 'view_logs', label: 'View logs', description: 'See usage, requests and who changed what.' },
  {
    value: 'manage_connectors',
    label: 'Manage connectors',
    description: 'Keep the keys of other services that your own services use.',
  },
]

/** What people call a permission. */
export function permissionName(permission: Permission): string {
  return permissionChoices.find(({ value }) => value === permission)?.label ?? permission
}

/** Permissions in words: who may do everything needs no list. */
export function permissionWords(permissions: readonly Permission[]): string[] {
  if (permissions.includes('administer')) return ['Administrator']
  return permissionChoices.filter(({ value }) => permissions.includes(value)).map(({ label }) => label)
}

/**
 * The choices of somebody who gives permissions: nobody gives what they do not have. What the other one has already can
 * stay, whoever gave it.
 */
export function grantableChoices(
  giver: Pick<Session, 'operator' | 'permissions'>,
  present: readonly Permission[] = [],
): Choice<Permission>[] {
  const own = giver.permissions ?? []
  const hasAll = giver.operator !== null || own.includes('administer')
  return permissionChoices.map(choice => {
    const isAdministrator = choice.value === 'administer' && present.includes('administer')
    const mayGive =
      hasAll || own.includes(choice.value) || (present.includes(choice.value) && !isAdministrator)
    return { ...choice, refused: mayGive ? null : 'You do not have it yourself.' }
  })
}
