import { HttpProblem } from './http-problem.ts'

/** The `ETag` of a resource is its version. */
export function entityTag(version: number): string {
  return `"${version}"`
}

/**
 * The version that `If-Match` asks for (RFC 9110, section 13.1.1); null when there is no condition. A tag that was
 * never ours, a weak one included, matches nothing: −1.
 */
export function ifMatchVersion(header: string | undefined): number | null {
  if (header === undefined || header === '*') return null
  const version = /^"(\d{1,15})"$/.exec(header)?.[1]
  if (version !== undefined) return Number(version)
  if (/^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(header)) return -1
  throw new HttpProblem('malformed_request', 'If-Match must be one ETag in quotation marks, or *.')
}
