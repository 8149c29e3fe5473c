let organizationId: string | null = null

/**
 * Says which organization the calls of this page are about from now on; null: whichever the session is switched to. Two
 * pages of one browser share the session, and each its own address.
 */
export function actIn(id: string | null): void {
  organizationId = id
}

let portalSessionId: string | null = null

/** Says that this page is a portal, with a session of its own: whoever else is signed in here has no part in it. */
export function enterPortal(id: string): void {
  portalSessionId = id
}

/** The headers that tell the server so. */
export function actingHeaders(): Record<string, string> {
  if (portalSessionId !== null) return { 'keyturn-portal-session': portalSessionId }
  return organizationId === null ? {} : { 'keyturn-organization': organizationId }
}

/** The organization that an address is about; null for those about none. */
export function organizationIn(pathname: string): string | null {
  const [, first, id = ''] = pathname.split('/')
  return first === 'organizations' && isOrganizationId(id) ? id : null
}

export function isOrganizationId(id: string): boolean {
  return /^org_[0-9a-z]{26}$/.test(id)
}
