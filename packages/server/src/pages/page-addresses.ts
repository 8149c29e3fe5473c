const ofOrganization = [
  '',
  '/requests',
  '/usage',
  '/logs',
  '/audit',
  '/settings',
  '/settings/members',
  '/settings/security',
  '/settings/billing',
  '/apis/{apiId}/help',
  '/apis/{apiId}/keys',
  '/apis/{apiId}/keys/{keyId}',
].map(page => `/organizations/{organizationId}${page}`)

const ofInstallation = [
  '',
  '/organizations',
  '/organizations/{organizationId}',
  '/apis',
  '/apis/new',
  '/apis/{apiId}',
  '/keys',
  '/operators',
  '/health',
].map(page => `/installation${page}`)

/**
 * Every address that is a page of the dashboard, so that others are told to be missing. One that stands in its router and
 * not here works, with status 404: a test in a browser compares the two.
 */
export const pageAddresses: readonly string[] = [
  '/',
  '/sign-in',
  '/setup',
  '/reset-password',
  '/accept-invitation',
  '/account',
  '/help',
  ...ofOrganization,
  ...ofInstallation,
]
