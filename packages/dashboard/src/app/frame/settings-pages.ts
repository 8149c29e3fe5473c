/** The pages about an organization itself, each with the permissions of which one is needed to see it. */
export const settingsPages = [
  {
    title: 'General',
    to: '/organizations/$organizationId/settings',
    requires: ['administer', 'manage_users', 'manage_billing'],
  },
  { title: 'Members', to: '/organizations/$organizationId/settings/members', requires: ['manage_users'] },
  { title: 'Security', to: '/organizations/$organizationId/settings/security', requires: ['administer'] },
  { title: 'Billing', to: '/organizations/$organizationId/settings/billing', requires: ['manage_billing'] },
] as const

export type SettingsPage = (typeof settingsPages)[number]
export type SettingsTitle = SettingsPage['title']

/** The page that an address of this organization shows; null for every other. */
export function settingsPageAt(pathname: string, organizationId: string): SettingsPage | null {
  const address = pathname.replace(/\/$/, '')
  return settingsPages.find(({ to }) => to.replace('$organizationId', organizationId) === address) ?? null
}
