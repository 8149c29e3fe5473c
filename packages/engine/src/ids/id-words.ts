import { hash } from 'node:crypto'
import { alphabet } from './base32.ts'

/** An id's 128 bits as four words, most significant first: fit for tables that hold no text. */
export type IdWords = Int32Array

/** ASCII in memory: from `start` to `end`. */
export type Range = { start: number; end: number }

const digits = 26
const kindBytes = 4
const notDigit = 0x80

/** What a character counts; the top bit says that no id has it. */
const values = Uint8Array.from({ length: 256 }, (_, code) => notDigit | (code & 31))
for (const [value, digit] of [...alphabet].entries()) values[digit.charCodeAt(0)] = value

/**
 * Reads the words of an id, of whatever kind: of its last 26 characters, five bits each. False where they are not digits
 * that make 128 bits; then the words say nothing.
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

/**
 * Words that no two keys or organizations share: of an id those of `readIdWords` and its kind, which are its first four
 * characters, and of any other text a part of its SHA-256.
 */
export function readOwnerWords(bytes: Uint8Array, range: Range, words: IdWords): void {
  const { start, end } = range
  if (end - start === kindBytes + digits && readIdWords(bytes, range, words)) {
    words[0] = (words[0] ?? 0) ^ wordAt(bytes, start)
    return
  }
  const digest = hash('sha256', bytes.subarray(start, end), 'buffer')
  for (let index = 0; index < words.length; index++) words[index] = wordAt(digest, index * 4)
}

/** The same for a text. */
export function idWords(id: string): IdWords {
  const words = new Int32Array(4)
  const bytes = Buffer.from(id)
  readOwnerWords(bytes, { start: 0, end: bytes.length }, words)
  return words
}

function wordAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return (high << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}
