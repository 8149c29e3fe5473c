const credentialParameters = new Set([
  'api_key',
  'apikey',
  'api-key',
  'x-api-key',
  'x_api_key',
  'access_token',
  'authorization',
  'bearer',
  'key',
])
/** A token under any other name: `<prefix>_<environment>_<32 characters>`. */
const tokenShape = /^[a-z0-9]{2,12}_[a-z0-9]{1,16}_[0-9A-Za-z]{32}$/

/** Whether the query of a request target to a protected API holds a key, which belongs in a header (RFC 6750, 5.3). */
export function hasCredentialInQuery(target: string): boolean {
  const start = target.indexOf('?')
  if (start === -1) return false
  for (const [name, value] of new URLSearchParams(target.slice(start + 1))) {
    if (credentialParameters.has(name.toLowerCase()) || tokenShape.test(value)) return true
  }
  return false
}
