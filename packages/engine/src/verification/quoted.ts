/** Printable ASCII without quotation marks and backslashes. */
const plainText = /^[ !#-[\]-~]*$/

/** A text as JSON; nearly all ids and names need nothing but the marks. */
export function quoted(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text)
}
