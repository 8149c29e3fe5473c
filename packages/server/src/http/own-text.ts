/** The same text with memory of its own: a slice keeps all that it was cut from for as long as it is kept itself. */
export function ownText(ascii: string): string {
  return Buffer.from(ascii, 'latin1').toString('latin1')
}
