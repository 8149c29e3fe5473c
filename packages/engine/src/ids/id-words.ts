import { alphabet } from './base32.ts'

/** An id's 128 bits as four words, most significant first: fit for tables that hold no text. */
export type IdWords = Int32Array

const digits = 26

/** What a character counts; nobody issues ids with others than those of the alphabet. */
const values = Uint8Array.from({ length: 256 }, (_, code) => code & 31)
for (const [value, digit] of [...alphabet].entries()) values[digit.charCodeAt(0)] = value

/** The words of the id that stands as ASCII from `start` to `end`: of its last 26 characters, five bits each. */
export function readIdWords(
  bytes: Uint8Array,
  { start, end }: { start: number; end: number },
  words: IdWords,
): void {
  const from = Math.max(start, end - digits)
  words.fill(0)
  let word = 3
  let buffer = 0
  let bits = 0
  for (let at = end - 1; at >= from; at--) {
    const value = values[bytes[at] ?? 0] ?? 0
    buffer |= value << bits
    bits += 5
    if (bits < 32) continue
    words[word--] = buffer
    bits -= 32
    buffer = value >>> (5 - bits)
  }
  if (word >= 0) words[word] = buffer
}

export function idWords(id: string): IdWords {
  const words = new Int32Array(4)
  readIdWords(Buffer.from(id, 'latin1'), { start: 0, end: id.length }, words)
  return words
}
