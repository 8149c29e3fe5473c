export const lengthMax = 160

/** Digits alone, UUIDs, hexadecimal of some length, and prefixed or bare ids with a digit in them. */
const identifier =
  /^(?:\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9a-f]*\d)[0-9a-f]{8,}|[a-z]{1,12}_(?=[a-z0-9]*\d)[a-z0-9]{6,}|(?=\w*\d)[\w~-]{20,})$/i

/** What only identifiers and odd characters have: most paths of most requests have none of it. */
const unusual = /[\d@?#\0\ud800-\udfff]|[\w~-]{20}/

/** A path with `{id}` in place of what names one thing, without its query: what requests are counted by. */
export function endpointPattern(path: string): string {
  if (path.length <= lengthMax && !unusual.test(path)) return path
  const end = path.search(/[?#]/)
  const bare = end === -1 ? path : path.slice(0, end)
  // No database holds NUL or half a character, and they must not take two patterns for one.
  const pattern = bare.split('/').map(nameOrId).join('/').replaceAll('\0', '\ufffd')
  const short = pattern.length > lengthMax ? `${pattern.slice(0, lengthMax)}…` : pattern
  return short.toWellFormed()
}

const mayBeIdentifier = /\d|@/

function nameOrId(segment: string): string {
  if (!mayBeIdentifier.test(segment)) return segment
  return segment.includes('@') || identifier.test(segment) ? '{id}' : segment
}
