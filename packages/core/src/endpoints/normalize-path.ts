/**
 * Decides which path a restriction is compared with. A path that two programs could read differently is
 * refused rather than interpreted: the key would be checked for one resource and the upstream serve another.
 */

const pathLengthMax = 8_192

/** Anything outside printable ASCII, and the backslash that some servers take for a slash. */
const forbiddenCharacter = /[^\x21-\x7e]|\\/

/** `%` without two digits; encoded slash, backslash, controls; an escape inside an escape (`%252e`). */
const forbiddenEscape = /%(?![0-9A-Fa-f]{2})|%(?:2f|5c|7f|[01][0-9a-f])|%25[0-9a-f]{2}/i

const unreserved = /[A-Za-z0-9._~-]/

/** `..;x` is `..` to servers with path parameters. */
const parameterDots = /^\.{1,2}(?:;|%3B)/

/**
 * The normal form of the path of a request target (RFC 3986 section 6.2.2): query and fragment cut, escapes of
 * unreserved characters decoded, other escapes in capitals, `.` and `..` removed (section 5.2.4).
 *
 * Null, which denies, for what has no single reading: no leading slash, more than 8,192 characters, raw
 * backslash, space, control or non-ASCII characters, broken, doubled or non-UTF-8 escapes, encoded slash,
 * backslash or control, dot segments spelled with escapes or path parameters, empty segments (`//`).
 * A trailing slash is kept and matters.
 */
export function normalizePath(path: string): string | null {
  if (!path.startsWith('/')) return null
  const cut = path.search(/[?#]/)
  const raw = cut < 0 ? path : path.slice(0, cut)
  if (raw.length > pathLengthMax || forbiddenCharacter.test(raw) || raw.includes('//')) return null
  if (!raw.includes('%')) return withoutDotSegments(raw)
  if (forbiddenEscape.test(raw) || !isUtf8(raw)) return null
  const segments = raw.split('/').map(decodeUnreserved)
  return segments.includes(null) ? null : withoutDotSegments(segments.join('/'))
}

function isUtf8(raw: string): boolean {
  try {
    decodeURIComponent(raw)
    return true
  } catch {
    return false
  }
}

/** Null when decoding made a dot segment: section 5.2.4 comes before decoding in some servers. */
function decodeUnreserved(segment: string): string | null {
  if (!segment.includes('%')) return segment
  const decoded = segment.replace(/%[0-9A-Fa-f]{2}/g, encoded => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return unreserved.test(character) ? character : encoded.toUpperCase()
  })
  return decoded === '.' || decoded === '..' ? null : decoded
}

function withoutDotSegments(path: string): string | null {
  if (!path.includes('/.')) return path
  const kept: string[] = []
  const segments = path.split('/').slice(1)
  for (const segment of segments) {
    if (parameterDots.test(segment)) return null
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  const last = segments.at(-1)
  if (last === '.' || last === '..') kept.push('')
  return `/${kept.join('/')}`
}
