import { type MemberView, memberPermissions, permissionNames, type Session } from '@keyturn/contract/client'
import type { Choice } from '../../shared/choice-list.tsx'

export type Permission = MemberView['permissions'][number]

const descriptions: Readonly<Record<Permission, string>> = {
  administer: 'Everything below, and the settings, rules and sign-in of the organization.',
  manage_users: 'Invite and remove people, and give them permissions that they have themselves.',
  manage_billing: 'See what is charged for, and run the keys that belong to the account.',
  manage_keys: 'Create, change, rotate and revoke keys.',
  view_keys: 'See which keys there are, not the keys themselves.',
  reveal_keys: 'Show and copy keys that can be shown again.',
  view_logs: 'See usage, requests and who changed what.',
  manage_connectors: 'Keep the keys of other services that your own services use.',
}

/** The order in which they are told: the one that is all of them first. */
const order: readonly Permission[] = [
  'administer',
  ...memberPermissions.filter(permission => permission !== 'administer'),
]

/** What each permission is called and what it lets somebody do. */
export const permissionChoices: readonly Choice<Permission>[] = order.map(value => ({
  value,
  label: permissionNames[value],
  description: descriptions[value],
}))

/** Permissions in words: who may do everything needs no list. */
export function permissionWords(permissions: readonly Permission[]): string[] {
  if (permissions.includes('administer')) return [permissionNames.administer]
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
