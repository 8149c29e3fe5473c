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
/** What stands for itself in a query: no escape, no `+`, and no `?`, of which a first one is dropped. */
const plain = /^[\x21-\x24\x26-\x2a\x2c-\x3e\x40-\x7e]*$/

/** Whether the query of a request target to a protected API holds a key, which belongs in a header (RFC 6750, 5.3). */
export function hasCredentialInQuery(target: string): boolean {
  const start = target.indexOf('?')
  if (start === -1) return false
  const query = target.slice(start + 1)
  return plain.test(query) ? hasCredentialInPlain(query) : hasCredentialInEncoded(query)
}

/** Most queries need no decoding, which is nearly all that reading one costs. */
function hasCredentialInPlain(query: string): boolean {
  let equals = -1
  for (let from = 0, end = 0; from < query.length; from = end + 1) {
    end = placeOf('&', query, from)
    // Not again for each parameter without one: that grows with the square of the query.
    if (equals < from) equals = placeOf('=', query, from)
    const nameEnd = Math.min(equals, end)
    if (isCredential(query.slice(from, nameEnd), query.slice(nameEnd + 1, end))) return true
  }
  return false
}

/** Where the character stands next; the text's length where it does not. */
function placeOf(character: string, text: string, from: number): number {
  const place = text.indexOf(character, from)
  return place === -1 ? text.length : place
}

function hasCredentialInEncoded(query: string): boolean {
  for (const [name, value] of new URLSearchParams(query)) if (isCredential(name, value)) return true
  return false
}

function isCredential(name: string, value: string): boolean {
  return credentialParameters.has(name.toLowerCase()) || tokenShape.test(value)
}
