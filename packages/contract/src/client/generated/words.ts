// Written from the operations by write-bindings.ts: npx vitest run packages/contract -u

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

export const portalPermissions = [
  'view_keys',
  'manage_keys',
  'reveal_keys',
  'view_logs',
] as const

export const verdictCodes = [
  'valid',
  'malformed',
  'not_found',
  'revoked',
  'disabled',
  'expired',
  'organization_suspended',
  'wrong_api',
  'wrong_environment',
  'wrong_organization',
  'ip_not_allowed',
  'endpoint_not_allowed',
  'insufficient_scope',
  'rate_limited',
  'credits_exhausted',
] as const
