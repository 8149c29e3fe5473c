/** The scopes of the built-in API `keyturn`: what a management key may do. */
export const managementScopes = [
  { name: 'apis:read', description: 'List and read APIs', sensitive: false },
  { name: 'apis:write', description: 'Create, change and delete APIs', sensitive: true },
  { name: 'organizations:read', description: 'List and read organizations', sensitive: false },
  {
    name: 'organizations:write',
    description: 'Create, change, suspend and delete organizations',
    sensitive: true,
  },
  { name: 'members:read', description: 'List and read the people of organizations', sensitive: false },
  { name: 'members:write', description: 'Add, invite, change and remove people', sensitive: true },
  { name: 'identity:read', description: 'Read how people of an organization sign in', sensitive: false },
  {
    name: 'identity:write',
    description: 'Say which identity provider vouches for the people of an organization',
    sensitive: true,
  },
  { name: 'keys:read', description: 'List and read keys, never their tokens', sensitive: false },
  { name: 'keys:write', description: 'Create, change, rotate, revoke and delete keys', sensitive: true },
  { name: 'keys:reveal', description: 'Show recoverable tokens again', sensitive: true },
  { name: 'keys:verify', description: 'Verify tokens', sensitive: false },
  {
    name: 'portal:write',
    description: 'Let people of customers onto the key page of an API, inside of the vendor’s own product',
    sensitive: true,
  },
  { name: 'usage:read', description: 'Read the usage log', sensitive: false },
  { name: 'usage:write', description: 'Report what became of verified requests', sensitive: false },
  { name: 'audit:read', description: 'Read and verify the audit log', sensitive: false },
  { name: 'metrics:read', description: 'Read metrics and the state of the installation', sensitive: false },
] as const

export type ManagementScope = (typeof managementScopes)[number]['name']
