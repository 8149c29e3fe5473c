import { alphabet } from './base32.ts'

/** An id's 128 bits as four words, most significant first: fit for tables that hold no text. */
export type IdWords = Int32Array

/** ASCII in memory: from `start` to `end`. */
export type Range = { start: number; end: number }

const digits = 26
const notDigit = 0x80

/** What a character counts; the top bit says that no id has it. */
const values = Uint8Array.from({ length: 256 }, (_, code) => notDigit | (code & 31))
for (const [value, digit] of [...alphabet].entries()) values[digit.charCodeAt(0)] = value

/**
 * Reads the words of an id, of whatever kind: of its last 26 characters, five bits each. False where they are not digits
 * that make 128 bits; such a text has words too, which others may share.
 */
export function readIdWords(bytes: Uint8Array, { start, end }: Range, words: IdWords): boolean {
  const from = Math.max(start, end - digits)
  let word = 3
  let buffer = 0
  let bits = 0
  let seen = 0
  words.fill(0)
  for (let at = end - 1; at >= from; at--) {
    const value = values[bytes[at] ?? 0] ?? notDigit
    seen |= value
    buffer |= (value & 31) << bits
    bits += 5
    if (bits < 32) continue
    words[word--] = buffer
    bits -= 32
    buffer = (value & 31) >>> (5 - bits)
  }
  if (word >= 0) words[word] = buffer
  return end - start >= digits && seen < notDigit && buffer === 0
}

export function idWords(id: string): IdWords {
  const words = new Int32Array(4)
  readIdWords(Buffer.from(id, 'latin1'), { start: 0, end: id.length }, words)
  return words
}
