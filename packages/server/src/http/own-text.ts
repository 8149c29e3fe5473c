/** V8 copies slices that are not longer, and lets longer ones keep what they were cut from. */
const copiedLengthMax = 12

/** The same text with memory of its own: a slice keeps all that it was cut from for as long as it is kept itself. */
export function ownText(ascii: string): string {
  // Two copies cost half of the way through a buffer.
  if (ascii.length <= copiedLengthMax * 2)
    return ascii.slice(0, copiedLengthMax) + ascii.slice(copiedLengthMax)
  return Buffer.from(ascii, 'latin1').toString('latin1')
}
