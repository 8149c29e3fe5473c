const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/**
 * A quoted string that is legal both in a challenge (RFC 9110, 5.6.4) and as a structured-field string
 * (RFC 9651, 3.3.3): printable ASCII, anything else becomes `?`.
 */
export function quotedString(text: string): string {
  if (plain.test(text)) return `"${text}"`
  return `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`
}
