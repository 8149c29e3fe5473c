import type { ApiView } from '@keyturn/contract/client'

/** How the pages of one API look, with the defaults of what the vendor has not said. */
export type Console = {
  portalName: string | null
  section: string | null
  page: string
  form: 'full' | 'name'
  fieldLabel: string
  submitLabel: string
  display: 'masked' | 'shown'
  requires: readonly string[]
}

/** Reads `console` of an API: all of it is optional, and of an older server some of it may be unknown. */
export function consoleOf(api: Pick<ApiView, 'console'>): Console {
  const given = api.console
  const text = (name: string) => {
    const value = given[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const requires = given['requires']
  return {
    portalName: text('portalName'),
    section: text('section'),
    page: text('page') ?? 'API Keys',
    form: text('form') === 'name' ? 'name' : 'full',
    fieldLabel: text('fieldLabel') ?? 'Name',
    submitLabel: text('submitLabel') ?? 'Create key',
    display: text('display') === 'shown' ? 'shown' : 'masked',
    requires: Array.isArray(requires) ? requires.map(String) : ['manage_keys', 'view_keys'],
  }
}

/** Permissions about a customer's account, which by themselves say nothing about keys. */
const ofAccounts = ['manage_users', 'manage_billing']

/** Whether the vendor has made the page of an API for people with these permissions, and entrusts its keys to them. */
export function isEntrusted(
  { requires }: Pick<Console, 'requires'>,
  permissions: readonly string[],
): boolean {
  return ofAccounts.some(permission => requires.includes(permission) && permissions.includes(permission))
}
